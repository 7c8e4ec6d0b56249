import { containerSpec, type Job } from '#domain';
import { EngineOnFakes } from '#testing/fakes';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const sh = (script: string) => ({ image: 'busybox', name: 'box', cmd: ['sh', '-c', script] });

let on: EngineOnFakes;
beforeEach(() => {
  on = new EngineOnFakes();
});

/** What a worker has done of a run before it died: as far as the container's creation, or its start. */
async function created({ id, args }: Job): Promise<string> {
  const { detach: _, rm: __, pull: ___, ...spec } = args;
  const { container } = await on.host.exec.createContainer(
    { ...containerSpec.parse(spec), name: 'box', labels: on.labelsOf(id) },
    {},
  );
  return container;
}

async function started(job: Job): Promise<string> {
  const container = await created(job);
  await on.host.exec.startContainer(container);
  return container;
}

const recordedAs = (container: string, before = { stdoutBefore: 0, stderrBefore: 0 }) => ({ container, ...before });
const ended = (container: string) => on.host.exec.waitContainer(container, new AbortController().signal);

describe('run', () => {
  it('stays with its container to the end, and leaves it', async () => {
    const { id, exit } = await on.carryOut('run', sh('echo out; echo err >&2; exit 3'));

    expect(exit).toMatchObject({ status: 3, result: { exitCode: 3, name: 'box' } });
    expect(await on.output(id, 'stdout')).toBe('out\n');
    expect(await on.output(id, 'stderr')).toBe('err\n');
    expect(await on.host.exec.inspectContainer('box')).toMatchObject({ state: 'exited' });
  });

  it('removes its container when it was told to', async () => {
    const { exit } = await on.carryOut('run', { ...sh('exit 3'), rm: true });
    expect(exit).toMatchObject({ status: 3, result: { exitCode: 3, removed: true } });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('ends when its container has started, if detached', async () => {
    const { exit } = await on.carryOut('run', { ...sh('sleep 3600'), detach: true });
    expect(exit).toMatchObject({ status: 0, result: { name: 'box' } });
    expect(exit?.result?.['exitCode']).toBeUndefined();
    expect((await on.host.info()).running).toBe(1);
    await on.host.exec.killContainer('box', 'KILL');
  });

  it('pulls its image first when it is missing, and tells of that on stderr', async () => {
    const registries = new Map([['open.test', { images: new Map() }]]);
    on = new EngineOnFakes({ fakeHost: { registries, images: ['open.test/app'] } });
    await on.carryOut('push', { image: 'open.test/app' });
    await on.carryOut('rmi', { image: 'open.test/app', force: true });

    const { id, exit } = await on.carryOut('run', { ...sh('echo hello'), image: 'open.test/app', pull: 'missing' });

    expect(exit).toMatchObject({ status: 0 });
    expect(await on.output(id, 'stdout')).toBe('hello\n');
    expect(await on.output(id, 'stderr')).toContain('Downloaded newer image');
  });
});

describe('run after a worker died', () => {
  it('before its container was made makes one', async () => {
    const { id } = await on.submit('run', sh('echo hello; exit 7'));
    await on.diedWith(id, {});

    expect((await on.run(id)).exit).toMatchObject({ status: 7 });
    expect(await on.output(id)).toBe('hello\n');
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it.each([
    ['recorded', true],
    ['made and not recorded', false],
  ])('when its container was %s, starts that', async (_, isRecorded) => {
    const job = await on.submit('run', sh('echo hello; exit 7'));
    const container = await created(job);
    await on.diedWith(job.id, ...(isRecorded ? [{}, recordedAs(container)] : [{}]));

    expect((await on.run(job.id)).exit).toMatchObject({ status: 7, result: { container } });
    expect(await on.output(job.id)).toBe('hello\n');
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('while its container ran stays with that, and keeps each byte of it once', async () => {
    const job = await on.submit('run', sh('echo one; echo two; sleep 0.05; echo three; exit 7'));
    const container = await started(job);
    await on.diedWith(job.id, {}, recordedAs(container));
    const writer = on.outputs.open(job.id, { stdout: 0, stderr: 0 }, 1);
    await writer.write('stdout', Buffer.from('one\ntw'));

    expect((await on.run(job.id)).exit).toMatchObject({ status: 7, result: { container } });
    expect(await on.output(job.id)).toBe('one\ntwo\nthree\n');
    expect(await on.host.exec.listContainers()).toHaveLength(1);
  });

  it('passes over what the container wrote, not over what a pull wrote before', async () => {
    const job = await on.submit('run', sh('echo one >&2; echo two >&2'));
    const container = await started(job);
    await on.diedWith(job.id, {}, recordedAs(container, { stdoutBefore: 0, stderrBefore: 7 }));
    await on.outputs.open(job.id, { stdout: 0, stderr: 0 }, 1).write('stderr', Buffer.from('pulled\none\n'));

    await on.run(job.id);

    expect(await on.output(job.id)).toBe('pulled\none\ntwo\n');
  });

  it('after its container had ended tells its status and its output', async () => {
    const job = await on.submit('run', sh('echo hello; exit 7'));
    const container = await started(job);
    await ended(container);
    await on.diedWith(job.id, {}, recordedAs(container));

    expect((await on.run(job.id)).exit).toMatchObject({ status: 7, result: { container, exitCode: 7 } });
    expect(await on.output(job.id)).toBe('hello\n');
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('%s it removed its container ends as the container did, and runs nothing again', async (_, isThere) => {
    const job = await on.submit('run', { ...sh('echo again; exit 7'), rm: true });
    const container = await started(job);
    await ended(container);
    if (!isThere) await on.host.exec.removeContainer(container, { force: false, volumes: true });
    await on.diedWith(job.id, {}, recordedAs(container), { exitCode: 7 });

    expect((await on.run(job.id)).exit).toMatchObject({ status: 7, result: { container, exitCode: 7, removed: true } });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('fails when somebody removed its container meanwhile, and makes no other', async () => {
    const job = await on.submit('run', sh('exit 7'));
    const container = await started(job);
    await on.diedWith(job.id, {}, recordedAs(container));
    await on.host.exec.removeContainer(container, { force: true, volumes: true });

    expect((await on.run(job.id)).exit).toMatchObject({ status: 125, error: { code: 'container-gone' } });
    expect(await on.host.exec.listContainers()).toEqual([]);
  });

  it('does not start a detached one again that has been started', async () => {
    const job = await on.submit('run', { ...sh('exit 7'), detach: true });
    const container = await started(job);
    await ended(container);
    const startedAt = (await on.host.exec.inspectContainer(container))?.startedAt;
    await on.diedWith(job.id, {}, recordedAs(container));

    expect((await on.run(job.id)).exit).toMatchObject({ status: 0, result: { container } });
    expect(await on.host.exec.inspectContainer(container)).toMatchObject({ startedAt, running: false });
  });

  it('stops its container when the job was told to end meanwhile', async () => {
    const job = await on.submit('run', { ...sh('sleep 3600'), init: true });
    const container = await started(job);
    await on.diedWith(job.id, {}, recordedAs(container));
    await on.signal(job.id, 'TERM');

    expect((await on.run(job.id)).exit).toMatchObject({ status: 143, signal: 'TERM', result: { exitCode: 143 } });
    await vi.waitFor(async () => expect((await on.host.info()).running).toBe(0));
  });
});
