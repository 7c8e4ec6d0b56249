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
  const headers = body && { 'content-type': 'application/json' };
  const response = await reachRest(path, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch(
    (error) => {
      if (error instanceof Complaint) throw error;
      throw new Complaint(
        `no Longshore answers at ${restUrl()} (${error.cause?.code ?? error.message})`,
        './longshore up -d, or let LONGSHORE_URL name another',
      );
    },
  );
  const answer = await response.json();
  if (!response.ok) throw new Complaint(answer.detail ?? `${method} ${path} was answered with ${response.status}`);
  return answer;
}

/** A request to the same REST, with the token; its answer as it comes. @param {string} path @param {RequestInit} options */
export function reachRest(path, { headers, ...options }) {
  return fetch(`${restUrl()}${path}`, { ...options, headers: { authorization: `Bearer ${token()}`, ...headers } });
}

const restUrl = () => process.env.LONGSHORE_URL || productRunning()?.url || apiUrl();

function token() {
  const found =
    process.env.LONGSHORE_TOKEN ||
    process.env.LONGSHORE_ADMIN_TOKEN ||
    readJson(join(profiles.up.directory, 'secrets.json'))?.adminToken;
  if (found) return found;
  throw new Complaint('there is no token', '. .longshore/env, which ./longshore up writes, or set LONGSHORE_TOKEN');
}
