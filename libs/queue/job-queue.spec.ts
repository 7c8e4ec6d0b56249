import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectClient, connectWorker } from './connect-redis.js';
import { JobQueue, type QueuedJob } from './job-queue.js';
import { JobWorker, type JobWorkerOptions } from './job-worker.js';
import type { Lane } from './queue-names.js';

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const [redis, blocking] = [connectClient(redisUrl), connectWorker(redisUrl)];
let prefix: string;
let queue: JobQueue;
let workers: JobWorker[] = [];
beforeEach(() => {
  prefix = `test-queue-${randomBytes(6).toString('hex')}`;
  queue = new JobQueue(redis, prefix);
});
afterEach(async () => {
  for (const worker of workers) await worker.close();
  workers = [];
  await queue.close();
  await flush();
});
afterAll(() => {
  redis.disconnect();
  blocking.disconnect();
});

/** Loses what Redis holds of this spec. */
async function flush(): Promise<void> {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.unlink(...keys);
}

function job(more: Partial<QueuedJob> = {}): QueuedJob {
  return { id: randomUUID(), name: 'run', host: 'local', nice: 0, ...more };
}

/** A worker of a lane that runs one job at a time, and what it ran. */
function startWorker(
  lane: Lane = 'light',
  run: JobWorkerOptions['run'] = async () => 'ended',
  host = 'local',
): string[] {
  const ran: string[] = [];
  const started: JobWorkerOptions['run'] = async (id) => {
    ran.push(id);
    return run(id);
  };
  const worker = new JobWorker({
    redis: blocking,
    prefix,
    host,
    lane,
    concurrency: 1,
    run: started,
    onError: () => undefined,
  });
  workers.push(worker);
  worker.start();
  return ran;
}

const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 10_000, interval: 10 });

describe('a queue', () => {
  it('gives the jobs out by niceness, the lowest first, and else in the order of their coming', async () => {
    const niceness = [19, 0, -20, 5, -1, 0, -20];
    const jobs = niceness.map((nice) => job({ nice }));
    await queue.add(jobs);

    const ran = startWorker();
    await until(() => expect(ran).toHaveLength(7));

    expect(ran).toEqual([2, 6, 4, 1, 5, 3, 0].map((n) => jobs[n]?.id));
  });

  it('lets builds hold up only builds', async () => {
    const free = Promise.withResolvers<'ended'>();
    const [build, second, quick] = [job({ name: 'build' }), job({ name: 'pull' }), job({ name: 'network.create' })];
    await queue.add([build, second, quick]);

    const heavy = startWorker('heavy', () => free.promise);
    const light = startWorker('light');
    await until(() => expect(light).toEqual([quick.id]));

    expect(heavy).toEqual([build.id]);
    free.resolve('ended');
    await until(() => expect(heavy).toEqual([build.id, second.id]));
  });

  it('gives a job to the workers of its host alone', async () => {
    const [here, there] = [job(), job({ host: 'elsewhere' })];
    await queue.add([here, there]);

    const ran = startWorker();
    const elsewhere = startWorker('light', async () => 'ended', 'elsewhere');
    await until(() => expect([...ran, ...elsewhere]).toHaveLength(2));

    expect([ran, elsewhere]).toEqual([[here.id], [there.id]]);
  });

  it('holds a job once, however often it is added, also while it runs', async () => {
    const free = Promise.withResolvers<'ended'>();
    const [first, second] = [job(), job()];
    await queue.add([first, first]);
    await queue.add([first]);
    const ran = startWorker('light', () => free.promise);
    await until(() => expect(ran).toEqual([first.id]));

    await queue.add([first, second]);
    free.resolve('ended');

    await until(() => expect(ran).toEqual([first.id, second.id]));
    await until(() => expect(queue.missing([first, second])).resolves.toHaveLength(2));
    expect(ran).toHaveLength(2);
  });

  it('tells which jobs a flush has lost, and takes them again', async () => {
    const [lost, kept] = [[job(), job({ name: 'build' })], job()];
    await queue.add(lost);
    await flush();
    await queue.add([kept]);

    expect(await queue.missing([...lost, kept])).toEqual(lost);
    expect(await queue.missing([])).toEqual([]);

    await queue.add(await queue.missing([...lost, kept]));
    expect(await queue.missing([...lost, kept])).toEqual([]);
    const ran = [startWorker('light'), startWorker('heavy')];
    await until(() => expect(ran.flat().toSorted()).toEqual([...lost, kept].map(({ id }) => id).toSorted()));
  });

  it('forgets a job that has ended', async () => {
    const ended = job();
    await queue.add([ended]);
    startWorker();
    await until(() => expect(queue.missing([ended])).resolves.toEqual([ended]));
  });
});

describe('a job that could not be run now', () => {
  it('comes back at once when its worker handed it back', async () => {
    const released = job();
    await queue.add([released]);
    let times = 0;

    const ran = startWorker('light', async () => (++times === 1 ? 'released' : 'ended'));

    await until(() => expect(ran).toEqual([released.id, released.id]));
  });

  it.each<readonly [string, () => Promise<'busy'>]>([
    ['another worker has it', async () => 'busy'],
    ['its start could not even be recorded', () => Promise.reject(new Error('the log is away'))],
  ])('comes back after a second, and holds up no other, when %s', async (_, fail) => {
    const [busy, other] = [job({ nice: -5 }), job()];
    await queue.add([busy, other]);
    const at: number[] = [];

    const ran = startWorker('light', async (id) => {
      if (id !== busy.id) return 'ended';
      return at.push(performance.now()) === 1 ? fail() : 'ended';
    });

    await until(() => expect(ran).toEqual([busy.id, other.id, busy.id]));
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(900);
  });
});

describe('a worker that pauses', () => {
  it('takes no more jobs', async () => {
    const [first, second] = [job(), job()];
    const free = Promise.withResolvers<'ended'>();
    await queue.add([first]);
    const ran = startWorker('light', () => free.promise);
    await until(() => expect(ran).toEqual([first.id]));

    await workers[0]?.pause();
    await queue.add([second]);
    free.resolve('ended');

    await until(() => expect(queue.missing([first])).resolves.toEqual([first]));
    expect(await queue.missing([second])).toEqual([]);
    expect(ran).toEqual([first.id]);
  });
});
