import type { Cause, FactData } from '#domain';
import { openHosts } from '#drivers';
import type { RecordedEvent } from '#event-sourcing';
import { readModels } from '#read-models';
import { openRuntime } from '#runtime';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Worker } from '../../apps/worker/worker.js';
import { type Rest, startRest } from '../rest/rest.js';
import { ForeignChanges } from './foreign-changes.js';
import { OwnEngine } from './own-engine.js';
import { pictureOfEngine, pictureOfLog } from './same.js';

/** The same changes at each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('an observer that was away', () => {
  let engine: OwnEngine;
  let rest: Rest;
  beforeAll(async () => {
    engine = await OwnEngine.start();
    await engine.takeImage('busybox');
    rest = await startRest({ worker: false, hosts: openHosts(new Map([['own', engine.url]])) });
  });
  afterAll(async () => {
    await rest.stop();
    await engine[Symbol.asyncDispose]();
  });

  it('finds 300 changes that were made past Longshore, over five restarts of the engine, and knows which are its own', async () => {
    const ours: string[] = [];
    await whileWorkerRuns(async () => {
      await rest.post('/v1/networks', { name: 'our-net' });
      for (const name of ['our-1', 'our-2', 'our-3']) {
        await rest.sleeper({ name, network: 'our-net', volumes: ['our-volume:/data'] });
        ours.push(name);
      }
      await rest.post('/v1/images/tag', { image: 'busybox', target: 'ours:1' });
      expect(await pictureNow()).toEqual(await pictureOfEngine(engine.docker));
    });
    const before = await rest.runtime.store.head();

    const foreign = new ForeignChanges(engine, randomFrom(1), ours);
    for (let restart = 0; restart < 5; restart++) {
      await foreign.make(50);
      await engine.restart();
    }
    await foreign.make(50);
    expect(foreign.count).toBe(300);
    const queued: string[] = [];
    for (const name of ['queued-1', 'queued-2', 'queued-3']) {
      const { body } = await rest.as().post('/v1/containers/create').send({ image: 'busybox', name }).expect(202);
      queued.push(body.id);
    }

    await whileWorkerRuns(async () => {
      for (const id of queued)
        await vi.waitFor(async () => expect((await rest.job(id)).status).toBe(0), { timeout: 20_000 });
      const truth = await pictureOfEngine(engine.docker);
      await vi.waitFor(async () => expect(await pictureNow()).toEqual(truth), { timeout: 20_000, interval: 200 });
    });
    const found = await factsAfter(before);
    expect(found.length).toBeGreaterThan(100);
    expect(jobsIn(found).toSorted()).toEqual(queued.toSorted());
    for (const { type, data } of found) {
      const { cause } = data as FactData;
      if (cause.by === 'job') continue;
      expect(JSON.stringify(data)).not.toContain('"queued-');
      if (cause.by !== 'drift') expect([type, cause]).toEqual([type, expect.objectContaining({ by: 'host' })]);
      if (cause.by === 'host')
        expect(type).toMatch(/^(?:Network(?:Created|Removed)|ContainerExited|ContainerUpdated)$/);
    }
    const own = (await factsAfter(0)).filter(({ position }) => position <= before).filter(isOurs);
    expect(own.length).toBeGreaterThan(8);
    expect(own.map(({ data }) => (data as FactData).cause.by)).toEqual(own.map(() => 'job'));
  }, 240_000);

  async function whileWorkerRuns(work: () => Promise<void>): Promise<void> {
    const settings = { ...rest.settings, worker: `${rest.settings.worker}-${Date.now()}` };
    const runtime = openRuntime(settings, { hosts: rest.runtime.hosts });
    const worker = new Worker(runtime, settings, (message, error) => console.warn(message, error ?? ''));
    await worker.start();
    try {
      await work();
    } finally {
      await worker.stop();
      await runtime.close();
    }
  }

  async function pictureNow() {
    const { runtime } = rest;
    await runtime.projector.catchUp(readModels);
    return pictureOfLog('own', runtime.facts, runtime.database);
  }

  async function factsAfter(after: number): Promise<readonly RecordedEvent[]> {
    const facts: RecordedEvent[] = [];
    for await (const events of rest.runtime.store.readAll({ after })) {
      facts.push(...events.filter(({ data }) => typeof data === 'object' && data !== null && 'cause' in data));
    }
    return facts;
  }

  /** The job of each fact that one has caused. */
  function jobsIn(facts: readonly RecordedEvent[]): readonly string[] {
    return facts.flatMap(({ data }) => {
      const { cause } = data as FactData;
      return cause.by === 'job' ? [cause.job] : [];
    });
  }

  /** Of what was there at the end of the first worker all was ordered here, but what the engine came with. */
  function isOurs({ data }: RecordedEvent): boolean {
    const { cause } = data as { readonly cause: Cause };
    return JSON.stringify(data).includes('"our') && cause.by !== 'host';
  }
});
