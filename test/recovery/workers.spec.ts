import { randomBytes } from 'node:crypto';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate } from './engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { enginePath, WorkerProcess } from './worker-process.js';

const mark = `workers-${randomBytes(4).toString('hex')}`;

describe('several workers', () => {
  let stack: Stack;
  let gate: EngineGate;
  let host: Host;
  let jobs: Jobs;
  const ids: string[] = [];
  const cleanUp = new AsyncDisposableStack();

  const run = async (name: string, script: string, options: object = {}): Promise<string> => {
    const body = { image: 'busybox', name: `${mark}-${name}`, cmd: ['sh', '-c', script], network: 'none', ...options };
    const id = await jobs.submit('/v1/containers', body);
    ids.push(id);
    return id;
  };
  const create = async (name: string): Promise<string> => {
    const id = await jobs.submit('/v1/containers/create', { image: 'busybox', name: `${mark}-${name}` });
    ids.push(id);
    return id;
  };
  const containersOf = async (job: string) =>
    (await host.exec.listContainers({ label: `io.longshore.job=${job}` })).length;

  beforeAll(async () => {
    stack = await startStack({ worker: false, settings: { drainSeconds: 2 } });
    cleanUp.defer(() => stack.stop());
    host = hostOf(stack);
    jobs = new Jobs(stack);
    gate = cleanUp.use(await EngineGate.open(enginePath(stack.settings)));
    cleanUp.defer(() => removeContainersOf(host, ids));
  });

  afterAll(() => cleanUp.disposeAsync());

  it('never run a job twice at once', async () => {
    await using workers = new AsyncDisposableStack();
    const starting = [1, 2].map(() => WorkerProcess.start(stack.settings, gate.url));
    for (const worker of await Promise.all(starting)) workers.use(worker);
    const own = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`shared-${index}`)));
    for (const id of own) {
      expect((await jobs.ended(id)).exit?.status).toBe(0);
      expect(await jobs.types(id)).toEqual(['JobSubmitted', 'JobStarted', 'JobEffectStarted', 'JobExited']);
      expect(await containersOf(id)).toBe(1);
    }
  });

  it('take the jobs of one that is stopped for longer than its lock, and it does not act or record when it goes on', async () => {
    await using first = await WorkerProcess.start(stack.settings, gate.url);
    const creation = gate.holdAnswer(/POST \S+\/containers\/create/);
    const waiting = await create('fenced');
    await creation.answered;
    const starting = gate.holdRequest(/POST \S+\/containers\/create/);
    const unsent = await run('unsent', 'echo once; exit 2');
    await starting.arrived;
    const writing = await run(
      'fenced-run',
      'i=0; while [ $i -lt 120 ]; do echo line $i; sleep 0.1; i=$((i+1)); done; exit 7',
    );
    await vi.waitFor(async () => expect(await jobs.output(writing)).toContain('line 5'), { timeout: 5_000 });

    first.signal('SIGSTOP');
    await using _second = await WorkerProcess.start(stack.settings, gate.url);
    // Its lock and its lease have run out.
    for (const id of [waiting, unsent, writing]) await jobs.recorded(id, 'JobStarted', 2);
    first.signal('SIGCONT');
    creation.letGo();
    starting.letGo();

    expect((await jobs.ended(waiting)).exit?.status).toBe(0);
    expect((await jobs.ended(unsent)).exit?.status).toBe(2);
    expect((await jobs.ended(writing)).exit?.status).toBe(7);
    expect(await jobs.output(unsent)).toBe('once\n');
    expect(await jobs.output(writing)).toBe(Array.from({ length: 120 }, (_, line) => `line ${line}\n`).join(''));
    first.signal('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    for (const id of [waiting, unsent, writing]) {
      expect(await jobs.ends(id)).toBe(1);
      expect(await containersOf(id)).toBe(1);
      const exit = (await jobs.events(id)).find(({ type }) => type === 'JobExited');
      expect(exit?.data).toMatchObject({ epoch: 2 });
    }
  });

  it('give a job up that killed three of them, and do not start it a fourth time', async () => {
    let id = '';
    for (let start = 1; start <= 3; start++) {
      await using worker = await WorkerProcess.start(stack.settings, gate.url);
      const attached = gate.holdRequest(/POST \S+\/containers\/create/);
      if (start === 1) id = await create('poison');
      await attached.arrived;
      await worker.kill();
    }
    await using _last = await WorkerProcess.start(stack.settings, gate.url);
    const job = await jobs.ended(id);
    expect(job).toMatchObject({ epoch: 3, exit: { status: 125, error: { code: 'poison' } } });
    expect((await jobs.types(id)).filter((type) => type === 'JobStarted')).toHaveLength(3);
    expect(await containersOf(id)).toBe(0);
  });

  it('that are told to stop let short jobs end and hand long ones back unharmed', async () => {
    await using first = await WorkerProcess.start(stack.settings, gate.url);
    const short = await run('short', 'sleep 1; exit 3');
    const long = await run('long', 'i=0; while [ $i -lt 8 ]; do echo tick $i; sleep 1; i=$((i+1)); done; exit 4');
    const gated = gate.holdRequest(/POST \S+\/containers\/create\?name=\S+-stuck/);
    const stuck = await create('stuck');
    await gated.arrived;
    await vi.waitFor(async () => expect((await host.exec.inspectContainer(`${mark}-long`))?.running).toBe(true), {
      timeout: 5_000,
    });
    const exec = await jobs.submit(`/v1/containers/${mark}-long/exec`, {
      cmd: ['sh', '-c', 'echo ran >>/ran; sleep 4; [ $(wc -l </ran) = 1 ] && exit 6'],
    });
    await vi.waitFor(async () => expect(await jobs.output(long)).toContain('tick 0'), { timeout: 5_000 });
    await jobs.recorded(exec, 'JobEffectStarted');
    await jobs.recorded(short, 'JobEffectStarted', 2);

    const told = Date.now();
    first.signal('SIGTERM');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - told).toBeLessThan((stack.settings.drainSeconds + 5) * 1_000);
    expect((await jobs.ended(short)).exit?.status).toBe(3);
    for (const id of [long, stuck, exec]) expect(await jobs.types(id)).toContain('JobReleased');
    expect((await host.exec.inspectContainer(`${mark}-long`))?.running).toBe(true);

    const queued = await create('queued-meanwhile');
    await using _second = await WorkerProcess.start(stack.settings, gate.url);
    const handedBack = Date.now();
    expect((await jobs.ended(queued)).exit?.status).toBe(0);
    expect((await jobs.ended(stuck)).exit?.status).toBe(0);
    expect(Date.now() - handedBack).toBeLessThan(5_000);
    expect((await jobs.ended(exec)).exit?.status).toBe(6);
    expect((await jobs.ended(long)).exit?.status).toBe(4);
    expect(await jobs.output(long)).toBe(Array.from({ length: 8 }, (_, tick) => `tick ${tick}\n`).join(''));
    for (const id of [short, long, stuck, queued]) {
      expect(await jobs.ends(id)).toBe(1);
      expect(await containersOf(id)).toBe(1);
    }
  });
});
