import { EngineOnFakes, withDrivers } from '#testing/fakes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let on: EngineOnFakes;
let container: string;
beforeEach(async () => {
  on = new EngineOnFakes();
  const { exit } = await on.carryOut('run', { image: 'busybox', name: 'box', cmd: ['sleep', '3600'], detach: true });
  container = String(exit?.result?.['container']);
});
afterEach(() => on.host.exec.removeContainer('box', { force: true, volumes: true }));

const sh = (script: string) => ({ container: 'box', cmd: ['sh', '-c', script] });
const io = () => ({ output: { write: async () => {} }, signal: new AbortController().signal });

/** An exec as a worker created it, and recorded it, before it died. */
async function created(id: string, script: string): Promise<string> {
  const { exec } = await on.host.exec.createExec({ ...sh(script), env: {}, tty: false });
  await on.diedWith(id, { exec });
  return exec;
}

describe('exec', () => {
  it('runs a process in the container: its output, its environment, its status', async () => {
    const { id, exit } = await on.carryOut('exec', sh('echo $WHO; echo oops >&2; exit 4'), { env: { WHO: 'me' } });

    expect(exit).toMatchObject({ status: 4, lastError: 'oops', result: { container, exitCode: 4 } });
    expect(await on.output(id, 'stdout')).toBe('me\n');
    expect(await on.events(id)).toContainEqual({
      type: 'JobEffectStarted',
      data: { epoch: 1, effect: { exec: exit?.result?.['exec'] } },
    });
  });

  it('says so when its container has no shell by which a signal could reach it, and ends all the same', async () => {
    const shellLess = withDrivers(on.host, { exec: { execToEnd: async () => ({ status: 127 }) } });
    const { id } = await on.submit('exec', sh('sleep 3600'), { limits: { graceSeconds: 0 } });
    const worker = on.another({ hosts: new Map([['local', shellLess]]) });
    const running = worker.run(id);
    const exec = await vi.waitFor(async () => {
      const recorded = String((await on.job(id)).effect?.['exec']);
      expect(await on.host.exec.inspectExec(recorded)).toMatchObject({ running: true });
      return recorded;
    });

    worker.deliver(id, 'TERM', 100);
    await running;

    expect((await on.job(id)).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(await on.output(id, 'stderr')).toContain(
      'TERM needs sh in the container, which answered 127; the process runs on',
    );
    expect(await on.host.exec.inspectExec(exec)).toMatchObject({ running: true });
  });

  it('that is told to end before it started never starts', async () => {
    const { id } = await on.submit('exec', sh('echo never'));
    await on.diedWith(id);
    await on.signal(id, 'TERM');

    expect((await on.run(id)).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect(await on.output(id)).toBe('');
  });

  it('cannot tell how it ended when its container stopped under it', async () => {
    const { id } = await on.submit('exec', sh('sleep 3600'));
    const running = on.run(id);
    await vi.waitFor(async () => expect((await on.job(id)).effect).toBeDefined(), { interval: 5 });

    await on.host.exec.killContainer('box', 'KILL');

    expect(await running).toMatchObject({
      state: 'indeterminate',
      exit: { status: 125, error: { code: 'indeterminate' } },
    });
  });
});

describe('exec after a worker died', () => {
  it('before it recorded an exec runs one', async () => {
    const { id } = await on.submit('exec', sh('echo once; exit 4'));
    await on.diedWith(id);

    expect((await on.run(id)).exit).toMatchObject({ status: 4 });
    expect(await on.output(id)).toBe('once\n');
  });

  it('before it started the exec starts that', async () => {
    const { id } = await on.submit('exec', sh('echo never'));
    const exec = await created(id, 'echo once; exit 4');

    expect((await on.run(id)).exit).toMatchObject({ status: 4, result: { exec } });
    expect(await on.output(id)).toBe('once\n');
  });

  it('while the exec ran waits for its end, and says that output is lost', async () => {
    const { id } = await on.submit('exec', sh('echo never'));
    const exec = await created(id, 'sleep 0.05; exit 4');
    const started = on.host.exec.startExec(exec, { tty: false }, io());

    expect((await on.run(id)).exit).toMatchObject({ status: 4, result: { exec } });
    expect(await on.output(id)).toBe('longshore: the output between two workers is lost\n');
    await started;
  });

  it('after the exec had ended tells its status, and runs nothing again', async () => {
    const { id } = await on.submit('exec', sh('echo never'));
    const exec = await created(id, 'exit 4');
    await on.host.exec.startExec(exec, { tty: false }, io());

    expect((await on.run(id)).exit).toMatchObject({ status: 4, result: { exec } });
    expect(await on.output(id)).not.toContain('never');
  });

  it('cannot tell how it ended when the container has stopped since', async () => {
    const { id } = await on.submit('exec', sh('echo never'));
    await created(id, 'exit 4');
    await on.host.exec.stopContainer('box', { seconds: 0 });

    expect(await on.run(id)).toMatchObject({
      state: 'indeterminate',
      exit: { status: 125, error: { code: 'indeterminate' } },
    });
    expect(await on.output(id)).not.toContain('never');
  });
});
