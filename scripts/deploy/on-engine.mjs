import { engine } from '../services/engine-api.mjs';

/** What the Docker Engine itself says of a container; undefined when there is none. @param {string} name */
export const containerOnEngine = (name) => inspect(`/containers/${name}/json`);

/** @param {string} name */
export const imageOnEngine = (name) => inspect(`/images/${name}/json`);

/** @param {string} name */
export const networkOnEngine = (name) => inspect(`/networks/${name}`);

/** @param {string} path */
async function inspect(path) {
  const { status, text } = await engine('GET', path);
  return status === 200 ? JSON.parse(text) : undefined;
}

/**
 * Removes from the engine what a session that failed left behind.
 *
 * @param {Record<string, string>} names of containers, a network and an image
 */
export async function discardFromEngine({ client, endless, image, network, server, seven }) {
  for (const name of [client, endless, server, seven]) await engine('DELETE', `/containers/${name}?force=true`);
  await engine('DELETE', `/networks/${network}`);
  await engine('DELETE', `/images/${image}?force=true`);
}
