import type { Job, JobName } from '#domain';
import { jobLabel } from '#domain';
import { EngineOnFakes } from '#testing/fakes';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let on: EngineOnFakes;
let container: string;
beforeEach(async () => {
  on = new EngineOnFakes();
  const { exit } = await on.carryOut('run', {
    image: 'busybox',
    name: 'box',
    cmd: ['sleep', '3600'],
    init: true,
    detach: true,
  });
  container = String(exit?.result?.['container']);
  await on.carryOut('network.create', { name: 'net' });
  await on.carryOut('volume.create', { name: 'vol' });
  await on.carryOut('tag', { image: 'busybox', target: 'other:1' });
});
afterEach(async () => {
  vi.useRealTimers();
  await on.host.exec.removeContainer('box', { force: true, volumes: true }).catch(() => undefined);
});

const box = () => on.host.exec.inspectContainer('box');

/** Accepts a command; a worker begins its effect, does `act` on the host and dies; then another runs it. */
async function afterDeath(
  name: JobName,
  args: unknown,
  act: (id: string) => Promise<unknown> = async () => {},
): Promise<Job> {
  const { id } = await on.submit(name, args);
  await on.diedWith(id, {});
  await act(id);
  return on.run(id);
}

describe('kill after a worker died', () => {
  it('is done when the container has ended since', async () => {
    const job = await afterDeath('kill', { container: 'box' }, () => on.host.exec.killContainer('box', 'KILL'));
    expect(job).toMatchObject({ state: 'exited', exit: { status: 0, result: { container, signal: 'KILL' } } });
  });

  it('is indeterminate while it runs: the signal may have arrived, and is not sent again', async () => {
    const job = await afterDeath('kill', { container: 'box', signal: 'TERM' });
    expect(job).toMatchObject({ state: 'indeterminate', exit: { status: 125, indeterminate: true } });
    expect(await box()).toMatchObject({ running: true });
  });

  it('is indeterminate when it had ended long before', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await on.host.exec.killContainer('box', 'KILL');
    await on.host.exec.waitContainer('box', new AbortController().signal);
    vi.advanceTimersByTime(60_000);

    expect(await afterDeath('kill', { container: 'box' })).toMatchObject({ state: 'indeterminate' });
  });
});

describe('restart after a worker died', () => {
  it('leaves a container alone that was started since', async () => {
    let startedAt: string | undefined;
    const job = await afterDeath('restart', { container: 'box' }, async () => {
      await on.host.exec.restartContainer('box', { seconds: 0 });
      startedAt = (await box())?.startedAt;
    });

    expect(job.exit).toMatchObject({ status: 0, result: { container } });
    expect((await box())?.startedAt).toBe(startedAt);
  });

  it('restarts one that was not', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.advanceTimersByTime(60_000);
    const startedAt = (await box())?.startedAt;

    expect((await afterDeath('restart', { container: 'box', seconds: 0 })).exit).toMatchObject({ status: 0 });

    expect((await box())?.startedAt).not.toBe(startedAt);
    expect(await box()).toMatchObject({ running: true });
  });
});

describe('a removal', () => {
  const removals: readonly (readonly [JobName, unknown, () => Promise<unknown>])[] = [
    [
      'rm',
      { container: 'box', force: true },
      () => on.host.exec.removeContainer('box', { force: true, volumes: false }),
    ],
    ['rmi', { image: 'other:1' }, () => on.host.graph.removeImage('other:1', { force: false })],
    ['network.rm', { network: 'net' }, () => on.host.network.removeNetwork('net')],
    ['volume.rm', { volume: 'vol' }, () => on.host.graph.removeVolume('vol', { force: false })],
  ];
  const things = async () => {
    const [image, network, volume] = [
      await on.host.graph.inspectImage('other:1'),
      await on.host.network.inspectNetwork('net'),
      await on.host.graph.inspectVolume('vol'),
    ];
    return [await box(), image, network, volume].map((thing) => thing !== undefined);
  };

  it.each(removals)('by %s removes that thing alone', async (name, args) => {
    expect((await on.carryOut(name, args)).exit).toMatchObject({ status: 0 });
    expect(await things()).toEqual(removals.map(([other]) => other !== name));
  });

  it.each(removals)('by %s is done when an earlier start has removed it', async (name, args, remove) => {
    expect((await afterDeath(name, args, remove)).exit).toMatchObject({ status: 0 });
  });

  it.each(removals)('by %s goes on when an earlier start has not', async (name, args) => {
    expect((await afterDeath(name, args)).exit).toMatchObject({ status: 0 });
    expect(await things()).toEqual(removals.map(([other]) => other !== name));
  });

  it.each(removals)('by %s fails when somebody else was faster', async (name, args, remove) => {
    const { id } = await on.submit(name, args);
    await remove();
    expect((await on.run(id)).exit).toMatchObject({ status: 125, error: { code: 'host-not-found' } });
  });
});

describe('volume.create', () => {
  it('makes a volume of its own', async () => {
    const { id, exit } = await on.carryOut('volume.create', { name: 'new', labels: { mine: 'yes' } });
    expect(exit).toMatchObject({ status: 0, result: { volume: 'new', existed: false } });
    expect((await on.host.graph.inspectVolume('new'))?.labels).toEqual({ mine: 'yes', ...on.labelsOf(id) });
  });

  it('after a worker died takes the one that it made', async () => {
    const job = await afterDeath('volume.create', { name: 'new' }, (id) =>
      on.host.graph.createVolume({ name: 'new', labels: { [jobLabel]: id }, options: {} }),
    );
    expect(job.exit).toMatchObject({ status: 0, result: { volume: 'new', existed: false } });
  });

  it('says so when somebody else made it since it was accepted', async () => {
    const { id } = await on.submit('volume.create', { name: 'new' });
    await on.host.graph.createVolume({ name: 'new', labels: {}, options: {} });
    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { volume: 'new', existed: true } });
  });
});

describe('start, stop and tag', () => {
  it('after a worker died find it done', async () => {
    const stopped = await afterDeath('stop', { container: 'box' }, () => on.host.exec.stopContainer('box', {}));
    const started = await afterDeath('start', { container: 'box' }, () => on.host.exec.startContainer('box'));
    const tagged = await afterDeath('tag', { image: 'busybox', target: 'new:1' }, () =>
      on.host.graph.tagImage('busybox', 'new:1'),
    );

    expect(stopped.exit).toMatchObject({ status: 0, result: { exitCode: 143 } });
    expect(started.exit).toMatchObject({ status: 0 });
    expect(tagged.exit).toMatchObject({ status: 0, result: { target: 'new:1' } });
  });
});

describe('network.connect and network.disconnect', () => {
  const args = { network: 'net', container: 'box' };

  it('join a container to a network and part it again', async () => {
    expect((await on.carryOut('network.connect', { ...args, aliases: ['db'] })).exit).toMatchObject({ status: 0 });
    expect((await box())?.networks['net']?.aliases).toContain('db');

    expect((await on.carryOut('network.disconnect', args)).exit).toMatchObject({ status: 0 });
    expect((await box())?.networks).toEqual({});
  });

  it('after a worker died find it done', async () => {
    const joined = await afterDeath('network.connect', args, () =>
      on.host.network.connectContainer('net', container, { aliases: [] }),
    );
    const parted = await afterDeath('network.disconnect', args, () =>
      on.host.network.disconnectContainer('net', container, { force: false }),
    );

    expect([joined.exit?.status, parted.exit?.status]).toEqual([0, 0]);
  });

  it('fail when it was done by somebody else', async () => {
    const connect = await on.submit('network.connect', args);
    await on.host.network.connectContainer('net', container, { aliases: [] });
    expect((await on.run(connect.id)).exit).toMatchObject({ status: 125, error: { code: 'host-refused' } });
  });
});
