import { randomBytes } from 'node:crypto';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate } from './engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { enginePath, WorkerProcess } from './worker-process.js';

const mark = `run-${randomBytes(4).toString('hex')}`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

describe('a run whose worker is killed', () => {
  let stack: Stack;
  let gate: EngineGate;
  let host: Host;
  let jobs: Jobs;
  const ids = new Map<string, string>();
  const cleanUp = new AsyncDisposableStack();

  const run = async (name: string, script: string, options: object = {}): Promise<string> => {
    const body = { image: 'busybox', name: `${mark}-${name}`, cmd: ['sh', '-c', script], network: 'none', ...options };
    const id = await jobs.submit('/v1/containers', body);
    ids.set(name, id);
    return id;
  };
  const found = (name: string) => host.exec.inspectContainer(`${mark}-${name}`);
  const ended = (name: string) => jobs.ended(ids.get(name) ?? '');
  const output = (name: string, stream?: 'stdout' | 'stderr') => jobs.output(ids.get(name) ?? '', stream);
  const hasEnded = (name: string) =>
    vi.waitFor(async () => expect((await found(name))?.state).toBe('exited'), { timeout: 10_000 });

  beforeAll(async () => {
    stack = await startStack({ worker: false });
    cleanUp.defer(() => stack.stop());
    host = hostOf(stack);
    jobs = new Jobs(stack);
    gate = cleanUp.use(await EngineGate.open(enginePath(stack.settings)));
    cleanUp.defer(() => removeContainersOf(host, ids.values()));
    const first = cleanUp.use(await WorkerProcess.start(stack.settings, gate.url));

    const created = gate.holdAnswer(/POST \S+\/containers\/create/);
    await run('created', 'echo made once; exit 5');
    await created.answered;

    const attached = gate.holdRequest(/POST \S+\/attach/);
    await run('recorded', 'echo still unstarted; exit 6');
    await attached.arrived;

    const detached = gate.holdAnswer(/POST \S+\/start/);
    await run('detached', 'sleep 60', { detach: true });
    await detached.answered;

    const removing = gate.holdRequest(/DELETE \S+\/containers/);
    await run('removing', 'echo bye; exit 8', { rm: true });
    await removing.arrived;

    const removed = gate.holdAnswer(/DELETE \S+\/containers/);
    await run('removed', 'echo gone; exit 9', { rm: true });
    await removed.answered;

    await run('signalled', 'trap "echo caught; exit 4" TERM; echo ready; while :; do sleep 0.1; done');
    await run('ignoring', 'trap "" TERM; echo ready; sleep 60 & wait; wait', { limits: { graceSeconds: 1 } });
    await run(
      'writing',
      'i=1; while [ $i -le 400 ]; do echo line $i; [ $((i % 100)) = 0 ] && sleep 1; i=$((i+1)); done; echo done >&2; exit 7',
    );
    await run('short', 'echo begin; sleep 2; echo end; exit 3', { rm: true });
    for (const name of ['signalled', 'ignoring', 'writing', 'short'])
      await vi.waitFor(async () => expect(await output(name)).not.toBe(''), { timeout: 5_000 });

    await first.kill();
    for (const name of ['signalled', 'ignoring']) await jobs.signal(ids.get(name) ?? '', 'TERM');
    await hasEnded('short');
    cleanUp.use(await WorkerProcess.start(stack.settings, gate.url));
  });

  afterAll(() => cleanUp.disposeAsync());

  it('is adopted with its container when the create was not answered', async () => {
    expect((await ended('created')).exit?.status).toBe(5);
    expect(await output('created')).toBe('made once\n');
  });

  it('is started once when it was created and recorded, and not started', async () => {
    expect((await ended('recorded')).exit?.status).toBe(6);
    expect(await output('recorded')).toBe('still unstarted\n');
  });

  it('has one container that runs when it is detached', async () => {
    const container = await found('detached');
    expect((await ended('detached')).exit).toMatchObject({ status: 0, result: { container: container?.id } });
    expect(container?.running).toBe(true);
  });

  it('with rm is removed when the removal was not sent, and when it was not answered', async () => {
    expect((await ended('removing')).exit).toMatchObject({ status: 8, result: { exitCode: 8, removed: true } });
    expect((await ended('removed')).exit).toMatchObject({ status: 9, result: { exitCode: 9, removed: true } });
    expect(await Promise.all(['removing', 'removed'].map(found))).toEqual([undefined, undefined]);
    expect(await output('removing')).toBe('bye\n');
    expect(await output('removed')).toBe('gone\n');
  });

  it('has its whole output, nothing twice, and its own status', async () => {
    expect((await ended('writing')).exit).toMatchObject({ status: 7, output: { cut: 0 } });
    expect(await output('writing')).toBe(lines(1, 400));
    expect(await output('writing', 'stderr')).toBe('done\n');
  });

  it('that ended while no worker lived is told as it ended, and removed', async () => {
    expect((await ended('short')).exit).toMatchObject({ status: 3, result: { exitCode: 3, removed: true } });
    expect(await output('short')).toBe('begin\nend\n');
    expect(await found('short')).toBeUndefined();
  });

  it('gets the TERM that was sent while no worker lived', async () => {
    expect((await ended('signalled')).exit?.status).toBe(4);
    expect(await output('signalled')).toBe('ready\ncaught\n');
  });

  it('is killed after its grace period when it ignores that TERM', async () => {
    expect((await ended('ignoring')).exit).toMatchObject({ status: 143, signal: 'TERM' });
    expect((await found('ignoring'))?.running).toBe(false);
  });

  it('ends exactly once', async () => {
    for (const name of ids.keys()) {
      await ended(name);
      expect([name, await jobs.ends(ids.get(name) ?? '')]).toEqual([name, 1]);
    }
  });
});
