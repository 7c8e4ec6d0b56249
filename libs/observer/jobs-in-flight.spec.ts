import { eventCatalog } from '#domain';
import { FakeEventStore, JobsOnLog } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { JobsInFlight } from './jobs-in-flight.js';

describe('the jobs in flight', () => {
  it('on a host are those whose effect has begun, the newest first', async () => {
    const { inFlight, log } = open();
    const first = await log.begin({ name: 'run' });
    await log.submit({ name: 'run' });
    await log.begin({ name: 'run', host: 'elsewhere' });
    const second = await log.begin({ name: 'stop' });
    await inFlight.refresh();
    expect(inFlight.on('local', Date.now(), 0).map(({ id }) => id)).toEqual([second, first]);
    expect(inFlight.on('nowhere', Date.now(), 0)).toEqual([]);
  });

  it('are whole: what they were told, what they recorded before they acted, and their signals', async () => {
    const { inFlight, log } = open();
    const id = await log.begin({ name: 'run', args: { image: 'busybox' }, effect: { container: 'c1' } });
    await log.record(id, { type: 'JobSignalled', data: { signal: 'TERM' } });
    await inFlight.refresh();
    expect(inFlight.on('local', Date.now(), 0)).toMatchObject([
      { id, name: 'run', args: { image: 'busybox' }, effect: { container: 'c1' }, signals: ['TERM'] },
    ]);
  });

  it('had begun and not ended by then: what came about before or after was not theirs', async () => {
    const { inFlight, log } = open();
    const id = await log.begin({ name: 'stop' });
    await log.end(id);
    await inFlight.refresh();
    const job = await inFlight.find(id);
    const [startedAt, endedAt] = [Date.parse(job?.startedAt ?? ''), Date.parse(job?.endedAt ?? '')];
    const isIn = (at: number, within: number) => inFlight.on('local', at, within).length === 1;
    expect([isIn(startedAt, 0), isIn(endedAt, 0)]).toEqual([true, true]);
    expect([isIn(startedAt - 500, 0), isIn(endedAt + 500, 0)]).toEqual([false, false]);
    expect([isIn(startedAt - 500, 500), isIn(endedAt + 500, 500)]).toEqual([true, true]);
    // Something that came about between two times may be theirs when they ran at any of these.
    expect(inFlight.on('local', startedAt - 500, 0, startedAt)).toHaveLength(1);
    expect(inFlight.on('local', startedAt - 500, 0, startedAt - 1)).toEqual([]);
  });

  it('go on from those that had not ended, and from the position at which that was so', async () => {
    const { store, log, inFlight } = open();
    const [early, unmentioned] = [await log.begin({ name: 'run' }), await log.begin({ name: 'run' })];
    const jobs = [await inFlight.find(early)].flatMap((job) => job ?? []);
    const unended = { jobs, position: await store.head() };
    const later = await log.begin({ name: 'stop' });
    const goingOn = new JobsInFlight(store, async () => unended);
    await goingOn.refresh();
    const ids = goingOn.on('local', Date.now(), 0).map(({ id }) => id);
    expect(ids).toEqual([later, early]);
    expect(ids).not.toContain(unmentioned);
    await log.end(early, { status: 3 });
    await goingOn.refresh();
    expect(goingOn.on('local', Date.now() + 1_000, 0).map(({ id }) => id)).toEqual([later]);
  });

  it('are read again by each that asks, also while others do', async () => {
    const { inFlight, log } = open();
    const reading = inFlight.refresh();
    const id = await log.begin({ name: 'run' });
    await Promise.all([reading, inFlight.refresh(), inFlight.refresh()]);
    expect(inFlight.on('local', Date.now(), 0).map((job) => job.id)).toEqual([id]);
  });

  it('that hold secrets are told apart, those that wait too', async () => {
    const { inFlight, log } = open();
    await log.begin({ name: 'run' });
    const waiting = await log.submit({ name: 'build', secrets: 1 });
    await log.begin({ name: 'build', secrets: 1, host: 'elsewhere' });
    await inFlight.refresh();
    expect(inFlight.secretive('local').map(({ id }) => id)).toEqual([waiting]);
  });
});

describe('a job', () => {
  it('is found whenever it ran, and whatever host it was for', async () => {
    const { inFlight, log } = open();
    const id = await log.begin({ name: 'create', host: 'elsewhere' });
    await log.end(id, { status: 0, result: { container: 'c1' } });
    expect(await inFlight.find(id)).toMatchObject({ id, state: 'exited', exit: { result: { container: 'c1' } } });
    await inFlight.refresh();
    expect(await inFlight.find(id)).toMatchObject({ id, state: 'exited' });
  });

  it('is not found by what is the id of none', async () => {
    const { inFlight } = open();
    for (const id of ['01990000-0000-7000-8000-000000000001', 'anything', '', '../x'])
      expect(await inFlight.find(id)).toBeUndefined();
  });

  it('gives what it causes its actor, its chain, and its newest event', async () => {
    const { inFlight, log, store } = open();
    const id = await log.begin({ name: 'run' });
    await inFlight.refresh();
    const job = await inFlight.find(id);
    const newest = (await store.readStream(`job-${id}`)).at(-1);
    expect(job && inFlight.metadataOf(job)).toEqual({
      actor: { kind: 'token', name: 'alice', token: 't-alice' },
      correlationId: id,
      causationId: newest?.id,
    });
  });
});

function open() {
  const store = new FakeEventStore(eventCatalog);
  const inFlight = new JobsInFlight(store, async () => ({ jobs: [], position: 0 }));
  return { store, log: new JobsOnLog(store), inFlight };
}
