import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { apiUrl, productRunning } from './product.mjs';
import { profiles, readJson } from './state.mjs';

/**
 * Asks the REST of the Longshore that LONGSHORE_URL and LONGSHORE_TOKEN name, else of the one that `up` runs, as its admin.
 *
 * @param {string} method @param {string} path @param {object} [body]
 * @returns {Promise<any>} the answer; one that is not 2xx is a Complaint in its own words
 */
export async function askRest(method, path, body) {
  const url = process.env.LONGSHORE_URL || productRunning()?.url || apiUrl();
  const headers = {
    authorization: `Bearer ${token()}`,
    ...(body && { 'content-type': 'application/json' }),
  };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch(
    (error) => {
      throw new Complaint(
        `no Longshore answers at ${url} (${error.cause?.code ?? error.message})`,
        './longshore up -d, or let LONGSHORE_URL name another',
      );
    },
  );
  const answer = await response.json();
  if (!response.ok) throw new Complaint(answer.detail ?? `${method} ${path} was answered with ${response.status}`);
  return answer;
}

function token() {
  const found =
    process.env.LONGSHORE_TOKEN ||
    process.env.LONGSHORE_ADMIN_TOKEN ||
    readJson(join(profiles.up.directory, 'secrets.json'))?.adminToken;
  if (found) return found;
  throw new Complaint('there is no token', '. .longshore/env, which ./longshore up writes, or set LONGSHORE_TOKEN');
}
