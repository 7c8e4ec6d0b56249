import { step } from './steps.mjs';
import { ensureDocker, stopDocker } from './services/docker.mjs';
import { ensurePostgres, stopPostgres } from './services/postgres.mjs';
import { ensureRedis, stopRedis } from './services/redis.mjs';

/** @typedef {import('./state.mjs').Profile} Profile */

/**
 * Starts what the product needs, side by side, and notes how to stop what was started here.
 * Each part is a promise, so that a step can begin as soon as the one it needs has ended.
 *
 * @param {Profile} profile
 * @param {AsyncDisposableStack} cleanUp
 */
export function startServices(profile, cleanUp) {
  const docker = started('docker', (tell) => ensureDocker(profile, tell), stopDocker);
  const postgres = started('postgres', (tell) => ensurePostgres(profile, tell), stopPostgres);
  const redis = started('redis', (tell) => ensureRedis(profile, tell, docker), stopRedis);
  return { docker, postgres, redis };

  /**
   * @template {{ isStartedHere: boolean }} Service
   * @param {string} name
   * @param {(tell: import('./steps.mjs').Tell) => Promise<Service>} ensure
   * @param {(profile: Profile) => Promise<unknown>} stop
   */
  async function started(name, ensure, stop) {
    const service = await step(name, ensure);
    if (service.isStartedHere) cleanUp.defer(async () => void (await stop(profile)));
    return service;
  }
}

/**
 * Stops what runs of a profile's services, even what an earlier command left behind.
 *
 * @param {Profile} profile
 */
export async function stopServices(profile) {
  const stopped = {
    redis: await stopRedis(profile),
    postgres: await stopPostgres(profile),
    docker: await stopDocker(profile),
  };
  return Object.entries(stopped).flatMap(([name, hasStopped]) => (hasStopped ? [name] : []));
}

/**
 * Waits for all parts of a set-up to end before the first failure among them is thrown: clean-up must find
 * nothing half-started.
 *
 * @template {readonly unknown[]} Parts
 * @param {Parts} parts
 */
export async function allOf(parts) {
  const results = await Promise.allSettled(parts);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  return Promise.all(parts);
}
