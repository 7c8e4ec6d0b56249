import { randomBytes } from 'node:crypto';
import { isEnded, type RecordedBatchEvent } from '#domain';
import { connectClient } from '#queue';
import { PrivateService, startPrivateDatabase } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiProcess } from '../engine-api/api-process.js';
import { OwnEngine } from '../observer/own-engine.js';
import { hostOf, Jobs } from '../recovery/jobs.js';
import { WorkerProcess } from '../recovery/worker-process.js';
import { tarOf } from '../rest/context.js';
import { startStack, type Stack } from '../stack.js';
import { alice, Batches } from './batches.js';
import { followBatch } from './follow-batch.js';

describe('batches outlive', () => {
  const cleanUp = new AsyncDisposableStack();
  const prefix = `longshore-kills-${randomBytes(5).toString('hex')}`;
  let postgres: PrivateService;
  let redis: PrivateService;
  let engine: OwnEngine;
  let stack: Stack;
  let batches: Batches;
  let worker: WorkerProcess;
  let api: ApiProcess;

  const startWorker = async (): Promise<void> => {
    worker = await WorkerProcess.start(stack.settings, engine.url);
  };
  const startApi = async (): Promise<void> => {
    api = await ApiProcess.start(stack.settings, { env: { LONGSHORE_ADMIN_TOKEN: stack.token } });
  };
  const flushRedis = async (): Promise<void> => {
    const client = connectClient(redis.url);
    await client.flushall();
    client.disconnect();
  };
  const crash = async (service: PrivateService | OwnEngine): Promise<void> => {
    await service.crash();
    await service.startAgain();
  };
  const killWorker = () => worker.kill().then(startWorker);
  const killApi = () => api.kill().then(startApi);
  const headers = () => ({ authorization: `Bearer ${stack.token}` });

  beforeAll(async () => {
    const [database, queues, own] = await Promise.all([
      startPrivateDatabase(),
      PrivateService.start('redis'),
      OwnEngine.start(),
    ]);
    postgres = cleanUp.use(database.service);
    redis = cleanUp.use(queues);
    engine = cleanUp.use(own);
    const settings = { databaseUrl: database.url, redisUrl: redis.url, hosts: new Map([['local', engine.url]]) };
    stack = await startStack({ worker: false, settings });
    cleanUp.defer(() => stack.stop());
    batches = new Batches(stack);
    await Promise.all([engine.takeImage('busybox'), startWorker(), startApi()]);
    cleanUp.defer(async () => void (await Promise.all([worker.kill(), api.kill()])));
  });
  afterAll(() => cleanUp.disposeAsync());

  /** 40 builds in four rows, each of which builds on the one above it; those of the third take their time. */
  const rows = () =>
    Array.from({ length: 40 }, (_, index) => {
      const above = index < 10 ? 'busybox' : `${prefix}-b${index - 10}:1`;
      const slow = index >= 20 && index < 30 ? 'RUN sleep 1\n' : '';
      return {
        name: `b${index}`,
        dockerfileInline: `FROM ${above}\nLABEL made=b${index}\n${slow}`,
        tags: [`${prefix}-b${index}:1`],
      };
    });

  async function submit(request: object): Promise<string> {
    const body = new FormData();
    body.append('batch', JSON.stringify(request));
    body.append('context', new Blob([Uint8Array.from(await tarOf({ file: '' }))]), 'context.tar');
    const answer = await fetch(`${api.url}/v1/batches`, { method: 'POST', headers: headers(), body });
    const { id } = (await answer.json()) as { readonly id: string };
    expect(answer.status).toBe(202);
    return id;
  }

  it('the death of worker, API, Postgres and engine, and of all that Redis knew: each build ends once, in its order, and all are published or none', async () => {
    const id = await submit({ builds: rows(), policies: { publish: 'all-or-none' } });
    const told = followBatch(id, () => api.url, headers());
    const built = (count: number) => batches.when(id, (batch) => batch.counts.built >= count, 150_000);
    await built(4);
    await Promise.all([killWorker(), killApi()]);
    await built(14);
    await flushRedis();
    await built(17);
    await crash(postgres);
    await batches.when(id, ({ counts }) => counts.built >= 20 && counts.running > 1, 150_000);
    await crash(engine);
    await built(26);
    expect(await tagsOf(stack, prefix)).toEqual([]);
    await built(33);
    await killWorker();
    const batch = await batches.ended(id, 200_000);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 40 } });
    expect(await tagsOf(stack, prefix)).toHaveLength(40);

    const events = await batches.events(id);
    const of = (type: RecordedBatchEvent['type']) =>
      events
        .filter((event) => event.type === type)
        .map(({ data, position }) => ({ ...(data as { build: string; job: string }), position }));
    const [dispatched, settled] = [of('BuildDispatched'), of('BuildSettled')];
    expect([settled.length, dispatched.length - of('BuildRetried').length]).toEqual([40, 40]);
    const endOf = new Map(settled.map(({ build, position }) => [build, position]));
    for (const { plan } of batch.builds.values())
      for (const { build } of plan.needs) {
        const begun = dispatched.find((event) => event.build === plan.name);
        expect(begun?.position).toBeGreaterThan(endOf.get(build) ?? Infinity);
      }
    for (const { job } of dispatched) await endedOnce(job);
    // Nothing was told twice or left out, though the API that told it died.
    const own = (await told).filter((event) => event.id !== '' && JSON.stringify(event.data).includes(`batch-${id}`));
    expect(own.map(({ id: position }) => Number(position))).toEqual(events.map(({ position }) => position));
  }, 400_000);

  /** A job that built more than once tells why: another worker started it, or its host had gone away. */
  async function endedOnce(job: string): Promise<void> {
    const jobs = new Jobs(stack);
    expect(await jobs.ends(job)).toBe(1);
    const effects = (await jobs.events(job)).filter(({ type }) => type === 'JobEffectStarted');
    const data = effects.map((event) => event.data as { readonly epoch: number; readonly effect: object });
    for (const [index, { epoch, effect }] of data.entries())
      if (index > 0 && data[index - 1]?.epoch === epoch) expect(effect).toMatchObject({ again: expect.any(String) });
  }

  it('a restart of everything, 500 of them: they wait on as they did, and each ends when it is its turn', async () => {
    const build = await batches.plan({ name: 'only', dockerfile: `FROM busybox\nLABEL of=${prefix}\n` });
    const asked = { name: 'one of 500', policies: { approval: true }, builds: [build] };
    const ids = (
      await Promise.all(Array.from({ length: 500 }, () => stack.runtime.engine.submitBatch(alice, asked)))
    ).map((job) => job.id);
    await Promise.all([worker.kill(), api.kill(), flushRedis(), crash(engine)]);
    await crash(postgres);
    await Promise.all([startWorker(), startApi()]);
    const [first = '', last = '', unwanted = ''] = [ids[0], ids.at(-1), ids[250]];
    const post = async (path: string, body: object) => {
      const init = { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' } };
      expect((await fetch(`${api.url}${path}`, { ...init, body: JSON.stringify(body) })).ok).toBe(true);
    };
    for (const id of [first, last]) await post(`/v1/batches/${id}/approve`, {});
    for (const id of [first, last]) expect((await batches.ended(id, 120_000)).job.exit?.status).toBe(0);
    await post(`/v1/jobs/${unwanted}/signal`, { signal: 'TERM' });
    expect((await batches.ended(unwanted, 120_000)).job.exit).toMatchObject({ status: 143, result: { cancelled: 1 } });
    const open = await Promise.all(ids.map((id) => stack.runtime.engine.job(id)));
    expect(open.filter((job) => job && !isEnded(job))).toHaveLength(497);
  }, 240_000);
});

async function tagsOf(stack: Stack, prefix: string): Promise<readonly string[]> {
  return (await hostOf(stack).graph.listImages()).flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(prefix)));
}
