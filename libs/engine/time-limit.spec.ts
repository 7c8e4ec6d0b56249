import { EngineOnFakes } from '#testing/fakes';
import { afterEach, describe, expect, it, vi } from 'vitest';

const sleeping = { image: 'busybox', name: 'box', cmd: ['sleep', '3600'] };

async function untilRunning(on: EngineOnFakes): Promise<void> {
  await vi.waitFor(async () => expect((await on.host.exec.inspectContainer('box'))?.running).toBe(true), {
    timeout: 5_000,
    interval: 5,
  });
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a job that runs into its time limit', () => {
  it('ends with 124 when its container yields to TERM', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...sleeping, init: true }, { limits: { seconds: 60 } });
    const running = on.run(id);
    await untilRunning(on);

    await vi.advanceTimersByTimeAsync(60_000);

    expect((await running).exit).toMatchObject({ status: 124, timedOut: true, result: { exitCode: 143 } });
  });

  it('ends with 124 after the grace period when it does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...sleeping, rm: true }, { limits: { seconds: 60, graceSeconds: 5 } });
    const running = on.run(id);
    await untilRunning(on);

    await vi.advanceTimersByTimeAsync(60_000);
    expect((await on.job(id)).state).toBe('running');
    await vi.advanceTimersByTimeAsync(5_000);

    expect((await running).exit).toMatchObject({ status: 124, timedOut: true });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('counts from its first start, whichever worker it is on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const on = new EngineOnFakes();
    const { id } = await on.submit(
      'wait',
      { container: (await on.carryOut('create', sleeping)).exit?.result?.['container'] },
      { limits: { seconds: 60 } },
    );
    await on.diedWith(id);
    await vi.advanceTimersByTimeAsync(50_000);

    const running = on.run(id);
    await vi.advanceTimersByTimeAsync(10_000);

    expect((await running).exit).toMatchObject({ status: 124, timedOut: true });
  });

  it('is over at once when that was reached between two workers, and its container is found and stopped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const on = new EngineOnFakes();
    const { id } = await on.submit('run', { ...sleeping, init: true }, { limits: { seconds: 60 } });
    const first = on.another();
    const gone = first.run(id);
    await untilRunning(on);
    await Promise.all([first.drain(0), vi.advanceTimersByTimeAsync(0)]);
    expect(await gone).toBe('released');
    await vi.advanceTimersByTimeAsync(120_000);

    const running = on.run(id);
    await vi.advanceTimersByTimeAsync(0);

    expect((await running).exit).toMatchObject({ status: 124, timedOut: true });
    expect(await on.host.exec.inspectContainer('box')).toMatchObject({ running: false });
  });
});
