import { engine, engineWell } from './engine-api.mjs';

const patienceMs = 5_000;

/** Whether the engine has an image. @param {string} image name:tag */
export const hasImage = async (image) => (await engine('GET', `/images/${image}/json`)).status === 200;

/**
 * Makes sure that the engine has an image, pulling it if need be; false when no registry gives it.
 * It gives up after a few seconds without progress: many machines reach no registry at all.
 *
 * @param {string} image name:tag
 * @param {import('../steps.mjs').Tell} tell
 */
export async function obtainImage(image, tell) {
  if (await hasImage(image)) return true;
  tell(`pulling ${image}`);
  const [name, tag] = image.split(':');
  try {
    await engineWell('POST', `/images/create?${new URLSearchParams({ fromImage: name, tag })}`, { idleMs: patienceMs });
    return await hasImage(image); // a pull that fails half-way has answered 200 long before
  } catch {
    return false;
  }
}
