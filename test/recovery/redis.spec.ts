import { connectClient } from '#queue';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { PrivateService } from '#testing';

describe('Redis', () => {
  const cleanUp = new AsyncDisposableStack();
  let redis: PrivateService;
  let stack: Stack;
  let jobs: Jobs;
  const ids: string[] = [];

  /** One that runs on, some that wait for their turn, and what each must end with. */
  const commands = async (): Promise<ReadonlyMap<string, number>> => {
    const wanted = new Map<string, number>();
    const run = async (script: string, status: number) => {
      const id = await jobs.submit('/v1/containers', {
        image: 'busybox',
        cmd: ['sh', '-c', script],
        network: 'none',
        rm: true,
      });
      wanted.set(id, status);
      ids.push(id);
      return id;
    };
    const running = await run('echo on; sleep 3; exit 3', 3);
    await vi.waitFor(async () => expect(await jobs.output(running)).toContain('on'), { timeout: 5_000 });
    for (let number = 10; number < 14; number++) await run(`exit ${number}`, number);
    return wanted;
  };
  const allEnd = async (wanted: ReadonlyMap<string, number>) => {
    for (const [id, status] of wanted) {
      expect((await jobs.ended(id)).exit?.status).toBe(status);
      expect(await jobs.ends(id)).toBe(1);
      expect((await jobs.types(id)).filter((type) => type === 'JobStarted')).toHaveLength(1);
    }
  };

  beforeAll(async () => {
    redis = cleanUp.use(await PrivateService.start('redis'));
    // Two at once, so that the others are in the queue.
    stack = await startStack({ settings: { redisUrl: redis.url, lightJobs: 2 } });
    cleanUp.defer(() => stack.stop());
    cleanUp.defer(() => removeContainersOf(hostOf(stack), ids));
    jobs = new Jobs(stack);
  });

  afterAll(() => cleanUp.disposeAsync());

  it('may be flushed while jobs wait and run: each ends once', async () => {
    const wanted = await commands();
    const client = connectClient(redis.url);
    await client.flushall();
    client.disconnect();
    await allEnd(wanted);
  });

  it('may be killed and started again while jobs wait and run: each ends once', async () => {
    const wanted = await commands();
    await redis.crash();
    await redis.startAgain();
    await allEnd(wanted);
  });

  it('may be away while commands come: they are accepted, and run when it is back', async () => {
    await redis.crash();
    const id = await jobs.submit('/v1/containers', {
      image: 'busybox',
      cmd: ['sh', '-c', 'exit 6'],
      network: 'none',
      rm: true,
    });
    ids.push(id);
    expect((await stack.as().get('/readyz')).status).toBe(503);
    await redis.startAgain();
    await allEnd(new Map([[id, 6]]));
    expect((await stack.as().get('/readyz')).status).toBe(200);
  });
});
