import { randomBytes } from 'node:crypto';
import { isEnded } from '#domain';
import { connectClient } from '#queue';
import { PrivateService, startPrivateDatabase } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostOf, Jobs } from '../recovery/jobs.js';
import { enginePath, WorkerProcess } from '../recovery/worker-process.js';
import { startStack, type Stack } from '../stack.js';
import { alice, Batches } from './batches.js';

describe('batches outlive', () => {
  const cleanUp = new AsyncDisposableStack();
  const prefix = `longshore-kills-${randomBytes(5).toString('hex')}`;
  let postgres: PrivateService;
  let redis: PrivateService;
  let stack: Stack;
  let batches: Batches;
  let worker: WorkerProcess;

  const startWorker = async (): Promise<void> => {
    worker = await WorkerProcess.start(stack.settings, `unix://${enginePath(stack.settings)}`);
  };
  const flushRedis = async (): Promise<void> => {
    const client = connectClient(redis.url);
    await client.flushall();
    client.disconnect();
  };
  const crashPostgres = async (): Promise<void> => {
    await postgres.crash();
    await postgres.startAgain();
  };

  beforeAll(async () => {
    const [database, queues] = await Promise.all([startPrivateDatabase(), PrivateService.start('redis')]);
    postgres = cleanUp.use(database.service);
    redis = cleanUp.use(queues);
    stack = await startStack({ worker: false, settings: { databaseUrl: database.url, redisUrl: redis.url } });
    cleanUp.defer(() => stack.stop());
    cleanUp.defer(() => removeImages(stack, prefix));
    cleanUp.defer(() => worker.kill());
    batches = new Batches(stack);
    await startWorker();
  });
  afterAll(() => cleanUp.disposeAsync());

  it('the death of a worker, twice, of Postgres, and of all that Redis knew: each build ends once, in its order, and all are published or none', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `b${index}`);
    const id = await batches.submit(
      names.map((name, index) => ({
        name,
        dockerfile: `FROM busybox\nLABEL made=${prefix}-${name}\n`,
        args: { tags: [`${prefix}-${name}:1`] },
        needs: index < 10 ? [] : [{ build: `b${index - 10}`, because: 'declared' as const }],
      })),
      { publish: 'all-or-none' },
    );
    const built = (count: number) => batches.when(id, (batch) => batch.counts.built >= count, 60_000);
    await built(4);
    await worker.kill();
    await startWorker();
    await built(14);
    await flushRedis();
    await built(20);
    await crashPostgres();
    expect(await tagsOf(stack, prefix)).toEqual([]);
    await built(28);
    await worker.kill();
    await startWorker();
    const batch = await batches.ended(id, 90_000);
    expect(batch.job.exit).toMatchObject({ status: 0, result: { built: 40 } });
    expect(await tagsOf(stack, prefix)).toHaveLength(40);

    const events = await batches.events(id);
    const dispatched = events.filter(({ type }) => type === 'BuildDispatched');
    const settled = events.filter(({ type }) => type === 'BuildSettled');
    const retried = events.filter(({ type }) => type === 'BuildRetried');
    expect([settled.length, dispatched.length - retried.length]).toEqual([40, 40]);
    const endOf = new Map(settled.map(({ data, position }) => [(data as { build: string }).build, position]));
    for (const { plan } of batch.builds.values())
      for (const { build } of plan.needs) {
        const begun = dispatched.find(({ data }) => (data as { build: string }).build === plan.name);
        expect(begun?.position).toBeGreaterThan(endOf.get(build) ?? Infinity);
      }
    const jobs = new Jobs(stack);
    for (const { data } of dispatched) expect(await jobs.ends((data as { job: string }).job)).toBe(1);
  }, 180_000);

  it('a restart of everything, 500 of them: they wait on as they did, and each ends when it is its turn', async () => {
    const build = await batches.plan({ name: 'only', dockerfile: `FROM busybox\nLABEL of=${prefix}\n` });
    const asked = { name: 'one of 500', policies: { approval: true }, builds: [build] };
    const ids = (
      await Promise.all(Array.from({ length: 500 }, () => stack.runtime.engine.submitBatch(alice, asked)))
    ).map((job) => job.id);
    await worker.kill();
    await flushRedis();
    await crashPostgres();
    await startWorker();
    const [first = '', last = '', unwanted = ''] = [ids[0], ids.at(-1), ids[250]];
    for (const id of [first, last]) await stack.as().post(`/v1/batches/${id}/approve`).expect(200);
    for (const id of [first, last]) expect((await batches.ended(id)).job.exit?.status).toBe(0);
    await stack.as().post(`/v1/jobs/${unwanted}/signal`).send({ signal: 'TERM' }).expect(202);
    expect((await batches.ended(unwanted)).job.exit).toMatchObject({ status: 143, result: { cancelled: 1 } });
    const open = await Promise.all(ids.map((id) => stack.runtime.engine.job(id)));
    expect(open.filter((job) => job && !isEnded(job))).toHaveLength(497);
  }, 120_000);
});

async function tagsOf(stack: Stack, prefix: string): Promise<readonly string[]> {
  return (await hostOf(stack).graph.listImages()).flatMap(({ tags }) => tags.filter((tag) => tag.startsWith(prefix)));
}

async function removeImages(stack: Stack, prefix: string): Promise<void> {
  for (const tag of await tagsOf(stack, prefix)) await hostOf(stack).graph.removeImage(tag, { force: true });
}
