import { containerOf, suspectOf, suspectsOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { byDrift, byJob, type Suspect } from '../observation/cause.js';
import { causeOfExit } from './container.cause.js';

const web = containerOf({ name: 'web', startedAt: at('12:00:00'), finishedAt: at('12:09:30'), state: 'exited' });
const killed = { ...web, exitCode: 137 };
const starter = byJob(suspectOf('start'));
const foreigner = byDrift('a foreigner');
const started = { createdBy: starter, startedBy: starter };

/** A run that has made the container. */
const run = suspectOf('run', { effect: { container: web.id } });
const stop = suspectOf('stop', { args: { container: 'web' } });

const live = (...jobs: readonly Suspect[]) => ({ ...suspectsOf(jobs), isLive: true });
const found = (...jobs: readonly Suspect[]) => ({ ...suspectsOf(jobs), isLive: false });

describe('an exit that the engine told was caused', () => {
  it.each(['kill', 'restart', 'rm', 'stop'])('by the %s that names the container', (verb) => {
    const job = suspectOf(verb, { args: { container: web.id } });
    expect(causeOfExit(killed, started, live(job))).toEqual(byJob(job));
  });

  it('by its run, when that has been told to end', () => {
    expect(causeOfExit(killed, started, live({ ...run, signals: ['TERM'] }))).toEqual(byJob(run));
  });

  it('by its run, when that has outlived its time', () => {
    const late = { ...run, limits: { seconds: 59, outputBytes: 0, graceSeconds: 0 } };
    expect(causeOfExit(killed, started, live(late))).toEqual(byJob(run));
    const early = { ...run, limits: { seconds: 61, outputBytes: 0, graceSeconds: 0 } };
    expect(causeOfExit(killed, { ...started, signalledBy: foreigner }, live(early))).toEqual(foreigner);
  });

  it('by who sent a signal, though its run goes on', () =>
    expect(causeOfExit(killed, { ...started, signalledBy: foreigner }, live(run))).toEqual(foreigner));

  it('by who started it, when it ended by itself', () => {
    for (const exitCode of [0, 3, 137]) expect(causeOfExit({ ...web, exitCode }, started, live(run))).toEqual(starter);
    expect(causeOfExit(web, { startedBy: foreigner }, live(stopOf('another')))).toEqual(foreigner);
  });

  it('by nobody that is known, when nobody saw it start', () =>
    expect(causeOfExit(web, {}, live())).toEqual(byDrift('ended')));
});

describe('an exit that was found later was caused', () => {
  const unseen = byDrift('ended by a signal that nobody saw');
  const engine = { by: 'host', why: 'its engine was stopped' };

  it('by our job, when that had begun by then', () =>
    expect(causeOfExit(killed, started, found(stop))).toEqual(byJob(stop)));

  it('past Longshore, when our job began after it', () =>
    expect(causeOfExit(killed, started, found({ ...stop, startedAt: at('12:09:50') }))).toEqual(unseen));

  it('by our job, when it began after it only by a clock that is some seconds ahead', () =>
    expect(causeOfExit(killed, started, found({ ...stop, startedAt: at('12:09:33') }))).toEqual(byJob(stop)));

  it.each([137, 143])('past Longshore, when its status is %i', (exitCode) =>
    expect(causeOfExit({ ...web, exitCode }, started, found())).toEqual(unseen),
  );

  it('by who started it, when its status is its own', () =>
    expect(causeOfExit({ ...web, exitCode: 3 }, started, found())).toEqual(starter));

  it.each([
    ['by the stop of its engine, when that was started again just after', at('12:09:40'), engine],
    ['past Longshore, when the engine was started long before', at('09:00:00'), unseen],
    ['past Longshore, when the engine was started just before', at('12:09:20'), unseen],
    ['past Longshore, when the engine was started long after', at('12:19:30'), unseen],
    ['past Longshore, when nobody knows since when the engine runs', undefined, unseen],
  ])('%s', (_, engineStartedAt, cause) =>
    expect(causeOfExit(killed, started, { ...found(), ...(engineStartedAt && { engineStartedAt }) })).toEqual(cause),
  );

  it('by the stop of its engine also when it ended in good order', () =>
    expect(causeOfExit(web, started, { ...found(), engineStartedAt: at('12:09:40') })).toEqual(engine));
});

function at(time: string): string {
  return `2026-01-01T${time}.000000000Z`;
}

function stopOf(container: string): Suspect {
  return suspectOf('stop', { args: { container } });
}
