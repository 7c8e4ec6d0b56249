import { discard } from './account.mjs';
import { record, running } from './background.mjs';
import { Complaint } from './complaint.mjs';
import { allOf, startServices, stopServices } from './services.mjs';
import { ensureBusybox } from './services/busybox.mjs';
import { startRegistries, stopRegistries } from './services/registries.mjs';
import { openState } from './state.mjs';
import { step } from './steps.mjs';

/** @typedef {import('./state.mjs').Profile} Profile */

/**
 * Starts fresh services beside those of `up`, for a test or a measurement, and resolves with the environment
 * that tells of them. All of it, with its data, goes when `cleanUp` is disposed.
 *
 * @param {Profile} profile
 * @param {AsyncDisposableStack} cleanUp
 * @param {() => Promise<unknown>} beside another part of the set-up, which is done meanwhile
 */
export async function startThrowAway(profile, cleanUp, beside) {
  await clear(profile);
  openState(profile);
  record(profile, 'command', process.pid);
  cleanUp.defer(() => discard(profile));
  cleanUp.defer(() => stopRegistries(profile));
  const { docker, postgres, redis } = startServices(profile, cleanUp);
  const databaseUrl = postgres.then(({ url }) => url);
  const busybox = docker.then(() => step('busybox', ensureBusybox));
  const registries = docker.then(() => step('registries', (tell) => startRegistries(profile, databaseUrl, tell)));
  const parts = /** @type {const} */ ([docker, postgres, redis, registries, busybox]);
  const [[{ host }, { url }, { url: redisUrl }, registryEnvironment]] = await allOf([allOf(parts), beside()]);
  return { DATABASE_URL: url, REDIS_URL: redisUrl, ...(host && { DOCKER_HOST: host }), ...registryEnvironment };
}

/** Clears away what an earlier run left behind that was killed itself. @param {Profile} profile */
async function clear(profile) {
  const other = running(profile, 'command');
  if (other)
    throw new Complaint(
      `another run is at work in ${profile.directory} (pid ${other.pid})`,
      'wait for it to end, or use another clone',
    );
  await stopRegistries(profile);
  await stopServices(profile);
  discard(profile);
}
