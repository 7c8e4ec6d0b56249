import { DomainError } from '#event-sourcing';
import { EngineOnFakes, FakeHost, withDrivers } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { handlers } from './handlers/index.js';
import type { Host } from './ports/index.js';

const sh = (script: string) => ({ image: 'busybox', cmd: ['sh', '-c', script] });

describe('a job ends', () => {
  it('with 0, its result, and how much it wrote', async () => {
    const on = new EngineOnFakes();

    const { id, exit } = await on.carryOut('run', { ...sh('echo hello; echo oops >&2'), name: 'box' });

    expect(exit).toMatchObject({
      status: 0,
      result: { name: 'box', exitCode: 0, oomKilled: false },
      lastError: 'oops',
      output: { stdout: 6, stderr: 5, cut: 0 },
    });
    expect((await on.events(id)).map(({ type }) => type)).toEqual([
      'JobSubmitted',
      'JobStarted',
      'JobEffectStarted',
      'JobEffectStarted',
      'JobExited',
    ]);
    expect(await on.output(id, 'stdout')).toBe('hello\n');
  });

  it.each([1, 7, 127, 255])('with the container’s own status %i', async (status) => {
    const on = new EngineOnFakes();
    expect((await on.carryOut('run', sh(`exit ${status}`))).exit).toMatchObject({
      status,
      result: { exitCode: status },
    });
  });

  it('with 125 when the host refuses, in the host’s own words', async () => {
    const on = new EngineOnFakes();

    const { id, exit } = await on.carryOut('pull', { image: 'nowhere.test/app' });

    expect(exit).toMatchObject({
      status: 125,
      error: { code: 'host-refused', message: expect.stringContaining('no such registry') },
    });
    expect(await on.output(id, 'stderr')).toBe(`longshore: ${exit?.error?.message}\n`);
  });

  it('with 125 when the worker does not know its host', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.submit('create', { image: 'busybox' });

    await on.another({ hosts: new Map() }).run(id);

    expect((await on.job(id)).exit).toMatchObject({ status: 125, error: { code: 'host-unknown' } });
  });

  it('with 125 when its handler fails in a way of its own, whatever it says', async () => {
    const run = () => Promise.reject(new Error('bad \0 \ud800 thing'));
    const on = new EngineOnFakes({ handlers: { ...handlers, create: { run } } });

    expect((await on.carryOut('create', { image: 'busybox' })).exit).toMatchObject({
      status: 125,
      error: { code: 'internal', message: 'bad \uFFFD \uFFFD thing' },
    });
  });

  it.each([126, 127])(
    'with %i when the command of its container cannot be run, and the container does not stay',
    async (status) => {
      const host = hostThatCannotStart(status);
      const on = new EngineOnFakes({ hosts: new Map([['local', host]]) });

      const { exit } = await on.carryOut('run', { image: 'busybox', cmd: ['nosuch'] });

      expect(exit).toMatchObject({ status, error: { code: 'command-not-run', message: 'exec: "nosuch": not found' } });
      expect(await host.exec.listContainers()).toEqual([]);
    },
  );

  it('with what its output was cut down to', async () => {
    const on = new EngineOnFakes();

    const { id, exit } = await on.carryOut('run', sh('printf 12345; printf 67890 >&2; printf more'), {
      limits: { outputBytes: 7 },
    });

    expect(exit?.output).toEqual({ stdout: 9, stderr: 5, cut: 7 });
    expect(await on.output(id)).toBe(
      '1234567\n[longshore: the output limit of 7 bytes was reached; 7 bytes were cut]\n',
    );
  });

  it('once: a second run of it does nothing', async () => {
    const on = new EngineOnFakes();
    const { id } = await on.carryOut('create', { image: 'busybox' });
    const before = await on.events(id);

    expect(await on.engine.run(id)).toBe('ended');

    expect(await on.events(id)).toEqual(before);
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('not at all when it never began: an unknown job is nobody’s', async () => {
    const on = new EngineOnFakes();
    expect(await on.engine.run('0199')).toBe('ended');
    expect(await on.recorded()).toEqual([]);
  });
});

/** A host whose runtime says that it cannot run a command, as Docker does: by a refusal and the container's exit code. */
function hostThatCannotStart(status: number): Host {
  const host = new FakeHost();
  return withDrivers(host, {
    exec: {
      startContainer: () => Promise.reject(new DomainError('invalid', 'host-refused', 'exec: "nosuch": not found')),
      async inspectContainer(ref) {
        const found = await host.exec.inspectContainer(ref);
        return found && { ...found, exitCode: status };
      },
    },
  });
}
