import { engine, engineWell } from '../services/engine-api.mjs';

/**
 * Removes a trial's two images, and what the classic builder leaves of their stages. Base images stay, and so do stages
 * that were there before, which an earlier build of somebody else made.
 *
 * @param {string} name the trial's own repository
 * @param {number} begin of the trial, in seconds since 1970
 */
export async function discardImages(name, begin) {
  for (const image of [`${name}:test`, `${name}-migrate:test`]) await engine('DELETE', `/images/${image}`);
  const filters = JSON.stringify({ dangling: ['true'], label: ['io.longshore.stage'] });
  const stages = JSON.parse(await engineWell('GET', `/images/json?${new URLSearchParams({ filters })}`));
  for (const { Id, Created } of stages) if (Created >= begin) await engine('DELETE', `/images/${Id}`);
}
