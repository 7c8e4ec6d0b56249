import { EngineOnFakes } from '#testing/fakes';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { handlers } from './handlers/index.js';

const sleeping = { image: 'busybox', name: 'box', cmd: ['sleep', '3600'], init: true };

async function untilRunning(on: EngineOnFakes): Promise<void> {
  await vi.waitFor(async () => expect((await on.host.exec.inspectContainer('box'))?.running).toBe(true), {
    timeout: 5_000,
    interval: 5,
  });
}

const typesOf = async (on: EngineOnFakes, id: string) => (await on.events(id)).map(({ type }) => type);

afterEach(() => {
  vi.useRealTimers();
});

describe('a job that another worker has', () => {
  it('is left to it while it lives', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', sleeping);
    await on.diedWith(id);
    await on.leases.renew('dead worker 1');

    expect(await on.engine.run(id)).toBe('busy');

    expect(await typesOf(on, id)).toEqual(['JobSubmitted', 'JobStarted']);
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('is taken over when that was silent for longer than its lease', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', sleeping);
    await on.diedWith(id);
    await on.leases.renew('dead worker 1');
    on.leases.pass(4_100);

    expect(await on.engine.run(id)).toBe('ended');

    expect(await on.job(id)).toMatchObject({ epoch: 2, worker: 'this worker', exit: { status: 0 } });
  });

  it('goes to one of two workers that want it at once', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', sleeping);

    const outcomes = await Promise.all([on.engine.run(id), on.another().run(id)]);

    expect(outcomes).toContain('ended');
    expect(await on.host.exec.listContainers()).toHaveLength(1);
    expect((await typesOf(on, id)).filter((type) => type === 'JobExited')).toHaveLength(1);
  });

  it('is run once here, however often the queue brings it', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', sleeping);
    const running = on.engine.run(id);

    expect(await on.engine.run(id)).toBe('busy');
    expect(on.engine.running).toEqual([id]);

    await untilRunning(on);
    await on.signal(id, 'KILL');
    expect(await running).toBe('ended');
    expect(on.engine.running).toEqual([]);
  });

  it('has ended as failed when it has taken three workers down', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', sleeping);
    for (let n = 0; n < 3; n++) await on.diedWith(id);

    const { exit } = await on.run(id);

    expect(exit).toMatchObject({ status: 125, error: { code: 'poison' } });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });
});

describe('a worker that was taken for dead', () => {
  it('does nothing on the host, and records nothing, once another has its job', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('network.create', { name: 'net' });
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const blocker = on.parts.locks.withLock('network local net', async () => {
      begun.resolve();
      await goOn.promise;
    });
    await begun.promise;
    const running = on.engine.run(id);
    await vi.waitFor(async () => expect((await on.job(id)).epoch).toBe(1), { interval: 5 });

    await on.record(id, { type: 'JobStarted', data: { epoch: 2, worker: 'another worker' } });
    goOn.resolve();

    expect(await running).toBe('ended');
    await blocker;
    expect(await typesOf(on, id)).toEqual(['JobSubmitted', 'JobStarted', 'JobStarted']);
    expect(await on.host.network.listNetworks()).toEqual([]);
  });

  it('does not record the end of what it did, when another has its job by then', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', sleeping);
    const running = on.engine.run(id);
    await untilRunning(on);

    await on.record(id, { type: 'JobStarted', data: { epoch: 2, worker: 'another worker' } });
    await on.host.exec.killContainer('box', 'KILL');

    expect(await running).toBe('ended');
    expect((await on.job(id)).state).toBe('running');
    expect(await typesOf(on, id)).not.toContain('JobExited');
  });

  it('lets go of the jobs that others have by now, unharmed, and of no others', async () => {
    const on = new EngineOnFakes();
    const [lost, kept] = [await on.submit('run', sleeping), await on.submit('run', { ...sleeping, name: 'kept' })];
    const running = [on.engine.run(lost.id), on.engine.run(kept.id)];
    await untilRunning(on);
    await vi.waitFor(async () => expect((await on.host.info()).running).toBe(2), { interval: 5 });

    await on.record(lost.id, { type: 'JobStarted', data: { epoch: 2, worker: 'another worker' } });
    await on.engine.releaseLost();
    await running[0];

    expect(on.engine.running).toEqual([kept.id]);
    expect((await on.host.info()).running).toBe(2);
    await on.signal(kept.id, 'KILL');
    await running[1];
    await on.host.exec.killContainer('box', 'KILL');
  });
});

describe('a worker that stops', () => {
  it('takes no more jobs', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', sleeping);

    await on.engine.drain(1_000);

    expect(await on.engine.run(id)).toBe('busy');
    expect(await typesOf(on, id)).toEqual(['JobSubmitted']);
  });

  it('lets what runs come to its end', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...sleeping, cmd: ['sleep', '0.05'] });
    const running = on.engine.run(id);

    await on.engine.drain(10_000);

    expect(await running).toBe('ended');
    expect((await on.job(id)).exit).toMatchObject({ status: 0 });
  });

  it('hands back what does not, its container unharmed, and another goes on with it', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...sleeping, cmd: ['sh', '-c', 'echo one; sleep 3600'] });
    const first = on.another();
    const running = first.run(id);
    await untilRunning(on);

    await first.drain(0);
    expect(await running).toBe('released');
    expect(await typesOf(on, id)).toEqual([
      'JobSubmitted',
      'JobStarted',
      'JobEffectStarted',
      'JobEffectStarted',
      'JobReleased',
    ]);
    expect((await on.job(id)).lostStarts).toBe(0);

    const later = on.run(id);
    await vi.waitFor(async () => expect((await on.job(id)).state).toBe('running'), { interval: 5 });
    await on.signal(id, 'TERM');

    expect((await later).exit).toMatchObject({ status: 143, signal: 'TERM', result: { exitCode: 143 } });
    expect(await on.output(id)).toBe('one\n');
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('hands back output that the next start can go on with: no half of a secret, no marker', async () => {
    const on = new EngineOnFakes();
    const secret = { env: { TOKEN: 'hunter2' }, secretNames: ['TOKEN'], limits: { outputBytes: 9 } };
    const script = 'printf "key hunter"; sleep 0.2; printf "2 and more"';
    const { id } = await on.submit('run', { ...sleeping, cmd: ['sh', '-c', script] }, secret);
    const first = on.another();
    const running = first.run(id);
    await vi.waitFor(async () => expect(await on.output(id)).toBe('key '), { interval: 5 });
    await first.drain(0);
    expect(await running).toBe('released');

    expect((await on.run(id)).exit).toMatchObject({ status: 0, output: { stdout: 16, stderr: 0, cut: 7 } });
    expect(await on.output(id)).toBe(
      'key *** a\n[longshore: the output limit of 9 bytes was reached; 7 bytes were cut]\n',
    );
  });

  it('leaves a handler behind that does not let go', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const on = new EngineOnFakes({ handlers: { ...handlers, create: { run: () => new Promise(() => {}) } } });
    const { id } = await on.submit('create', sleeping);
    const running = on.engine.run(id);
    await vi.waitFor(async () => expect((await on.job(id)).state).toBe('running'), { interval: 5 });

    const drained = on.engine.drain(0);
    await vi.advanceTimersByTimeAsync(3_100);

    expect(await running).toBe('released');
    await drained;
  });
});
