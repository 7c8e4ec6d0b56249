import type { SignalName } from '#domain';
import { EngineOnFakes, FakeHost, withDrivers } from '#testing/fakes';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Host } from './ports/index.js';

/** With an init a signal ends it at once; without, only KILL does, as with any PID 1 that handles none. */
const yielding = { image: 'busybox', name: 'box', cmd: ['sleep', '3600'], init: true };
const stubborn = { ...yielding, init: false };

async function until(isSo: () => Promise<boolean | undefined>): Promise<void> {
  await vi.waitFor(async () => expect(await isSo()).toBe(true), { timeout: 5_000, interval: 5 });
}

const isRunning = async (on: EngineOnFakes) => (await on.host.exec.inspectContainer('box'))?.running;
const typesOf = async (on: EngineOnFakes, id: string) => (await on.events(id)).map(({ type }) => type);

afterEach(() => {
  vi.useRealTimers();
});

describe('a job that waits in the queue', () => {
  it.each<[SignalName, number]>([
    ['TERM', 143],
    ['INT', 130],
    ['KILL', 137],
    ['HUP', 129],
    ['QUIT', 131],
  ])('and is told to end by %s never starts', async (signal, status) => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', yielding);

    await on.signal(id, signal);
    await on.run(id);

    expect((await on.job(id)).exit).toEqual({ status, signal });
    expect(await typesOf(on, id)).toEqual(['JobSubmitted', 'JobSignalled', 'JobExited']);
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('and gets a signal that ends nothing runs as usual', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', yielding);

    await on.signal(id, 'USR1');

    expect((await on.run(id)).exit).toMatchObject({ status: 0 });
  });

  it('and has ended takes no more signals', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.carryOut('create', yielding);
    await expect(on.signal(id, 'TERM')).rejects.toMatchObject({ code: 'job-ended' });
  });
});

describe('a job that runs', () => {
  it.each<[SignalName, number]>([
    ['TERM', 143],
    ['INT', 130],
    ['KILL', 137],
  ])('ends by %s with %i, and its container with it', async (signal, status) => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', yielding);
    const running = on.run(id);
    await until(() => isRunning(on));

    await on.signal(id, signal);

    expect((await running).exit).toMatchObject({ status, signal });
    expect(await isRunning(on)).toBe(false);
  });

  it('has its grace period to end by TERM; then its container is killed', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', stubborn, { limits: { graceSeconds: 7 } });
    const running = on.run(id);
    await until(() => isRunning(on));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

    await on.signal(id, 'TERM');
    await vi.advanceTimersByTimeAsync(6_999);
    expect(await isRunning(on)).toBe(true);
    await vi.advanceTimersByTimeAsync(2);

    expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(await on.host.exec.inspectContainer('box')).toMatchObject({ running: false, exitCode: 137 });
  });

  it('gives the other signals to its container and goes on', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', yielding);
    const running = on.run(id);
    await until(() => isRunning(on));

    await on.signal(id, 'USR2');

    // The container does not handle it.
    expect((await running).exit).toMatchObject({ status: 140, result: { exitCode: 140 } });
    expect((await on.job(id)).exit?.signal).toBeUndefined();
  });

  it('that is killed removes its container when it was to be removed', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...stubborn, rm: true });
    const running = on.run(id);
    await until(() => isRunning(on));

    await on.signal(id, 'KILL');

    expect((await running).exit).toMatchObject({ status: 137, signal: 'KILL' });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('and only waits for something ends by TERM at once, and leaves that as it is', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('wait', {
      container: (await on.carryOut('create', yielding)).exit?.result?.['container'],
    });
    const running = on.run(id);
    await until(async () => (await on.job(id)).state === 'running');

    await on.signal(id, 'TERM');

    expect((await running).exit).toEqual({ status: 143, signal: 'TERM', output: { stdout: 0, stderr: 0, cut: 0 } });
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('ends nothing else by its signal', async () => {
    const on = new EngineOnFakes();
    const [one, other] = [await on.submit('run', { ...yielding, name: 'other' }), await on.submit('run', yielding)];
    const running = [on.run(one.id), on.run(other.id)];
    await until(async () => (await on.host.info()).running === 2);

    await on.signal(one.id, 'TERM');
    await running[0];

    expect(await isRunning(on)).toBe(true);
    await on.signal(other.id, 'KILL');
    await running[1];
  });
});

describe('a signal that comes', () => {
  /** A host that waits inside of `method` until it is let go on. */
  function held(method: 'attachContainer' | 'createContainer' | 'startContainer') {
    const fake: Host = new FakeHost();
    const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const host = withDrivers(fake, {
      exec: {
        async [method](...args: never[]) {
          reached.resolve();
          await goOn.promise;
          return (fake.exec[method] as (...args: never[]) => Promise<never>)(...args);
        },
      },
    });
    return {
      on: new EngineOnFakes({ hosts: new Map([['local', host]]) }),
      reached: reached.promise,
      goOn: goOn.resolve,
    };
  }

  it('before the container is made stops the job before it', async () => {
    const goOn = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const fake = new FakeHost();
    const host = withDrivers(fake, {
      registry: {
        pullImage: async () => {
          reached.resolve();
          await goOn.promise;
          return { image: 'busybox' };
        },
      },
    });
    const on = new EngineOnFakes({ hosts: new Map([['local', host]]) });
    const { id } = await on.submit('run', { ...yielding, pull: 'always' });
    const running = on.run(id);
    await reached.promise;

    await on.signal(id, 'TERM');
    goOn.resolve();

    expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it.each(['createContainer', 'attachContainer'] as const)(
    'while the host is at %s leaves no container behind',
    async (method) => {
      const { on, reached, goOn } = held(method);
      const { id } = await on.submit('run', yielding);
      const running = on.run(id);
      await reached;

      await on.signal(id, 'TERM');
      goOn();

      expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM' });
      expect(await on.host.exec.listContainers()).toEqual([]);
    },
  );

  it('while the container starts waits until there is a process to get it', async () => {
    const { on, reached, goOn } = held('startContainer');
    const { id } = await on.submit('run', yielding);
    const running = on.run(id);
    await reached;

    await on.signal(id, 'TERM');
    goOn();

    expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM', result: { exitCode: 143 } });
    expect(await on.host.exec.inspectContainer('box')).toMatchObject({ running: false, exitCode: 143 });
  });

  it('before the worker has claimed the job is seen by the claim', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', yielding);
    await on.diedWith(id);
    await on.signal(id, 'INT');

    expect((await on.run(id)).exit).toMatchObject({ status: 130, signal: 'INT' });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('again by the relay, though the claim has seen it, is not taken twice', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', stubborn, { limits: { graceSeconds: 0 } });
    await on.signal(id, 'USR1');
    const { version } = await on.job(id);
    const running = on.run(id);
    await until(() => isRunning(on));

    // Were it taken, this would be the signal that ended the job.
    on.engine.deliver(id, 'KILL', version);
    await on.signal(id, 'TERM');

    expect((await running).exit).toMatchObject({ status: 143, signal: 'TERM' });
  });
});
