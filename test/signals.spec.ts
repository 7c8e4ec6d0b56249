import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { parseHostsConfig } from '#drivers';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildContext } from '../libs/testing/contracts/index.js';
import { EngineGate } from './recovery/engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './recovery/jobs.js';
import { enginePath, WorkerProcess } from './recovery/worker-process.js';
import { startStack, type Stack } from './stack.js';

const mark = `signals-${randomBytes(4).toString('hex')}`;
const stubborn = 'trap "" TERM; echo ready; while :; do sleep 0.1; done';
const polite = 'trap "echo caught; exit 143" TERM; echo ready; while :; do sleep 0.1; done';

describe('signals and time limits', () => {
  let stack: Stack;
  let gate: EngineGate;
  let host: Host;
  let jobs: Jobs;
  let sleeper: string;
  const ids: string[] = [];
  const cleanUp = new AsyncDisposableStack();

  const run = async (script: string, options: object = {}): Promise<string> => {
    const id = await jobs.submit('/v1/containers', {
      image: 'busybox',
      cmd: ['sh', '-c', script],
      network: 'none',
      ...options,
    });
    ids.push(id);
    return id;
  };
  const exec = (script: string, options: object = {}) =>
    jobs.submit(`/v1/containers/${sleeper}/exec`, { cmd: ['sh', '-c', script], ...options });
  const build = async (dockerfile: string, query = ''): Promise<string> => {
    const context = await buffer(buildContext({ Dockerfile: dockerfile }));
    const answer = await stack
      .as()
      .post(`/v1/builds?tag=${mark}${query}`)
      .set('content-type', 'application/x-tar')
      .send(context);
    return answer.body.id;
  };
  const says = (id: string, text: string) =>
    vi.waitFor(async () => expect(await jobs.output(id)).toContain(text), { timeout: 10_000, interval: 50 });
  const containersOf = (job: string) => host.exec.listContainers({ label: `io.longshore.job=${job}` });
  const running = async (): Promise<readonly string[]> =>
    (await host.exec.listContainers()).filter(({ state }) => state === 'running').map(({ id }) => id);
  const processes = async (text: string): Promise<number> => {
    const parts: Uint8Array[] = [];
    const cmd = ['sh', '-c', `for p in /proc/[0-9]*; do [ "$p" = /proc/$$ ] || tr '\\0' ' ' <$p/cmdline; echo; done`];
    await host.exec.execToEnd(
      { container: sleeper, cmd, env: {}, tty: false },
      { write: async (_, bytes) => void parts.push(bytes) },
    );
    return Buffer.concat(parts)
      .toString()
      .split('\n')
      .filter((line) => line.includes(text)).length;
  };

  beforeAll(async () => {
    gate = cleanUp.use(await EngineGate.open(enginePath({ hosts: parseHostsConfig(process.env) })));
    stack = await startStack({ settings: { hosts: new Map([['local', gate.url]]) } });
    cleanUp.defer(() => stack.stop());
    cleanUp.defer(() => removeContainersOf(hostOf(stack), ids));
    host = hostOf(stack);
    jobs = new Jobs(stack);
    const detached = await run('sleep 600', { detach: true });
    await jobs.ended(detached);
    sleeper = (await containersOf(detached))[0]?.id ?? '';
  });

  afterAll(() => cleanUp.disposeAsync());

  describe('run', () => {
    it('passes TERM to the container, which ends as it likes', async () => {
      const id = await run(polite, { rm: true });
      await says(id, 'ready');
      await jobs.signal(id, 'TERM');
      expect((await jobs.ended(id)).exit).toMatchObject({ status: 143, signal: 'TERM', result: { removed: true } });
      expect(await jobs.output(id)).toBe('ready\ncaught\n');
    });

    it('passes every signal on, and goes on after one that does not end it', async () => {
      const id = await run(
        'trap "echo usr" USR1; trap "echo hup; exit 5" HUP; echo ready; while :; do sleep 0.1; done',
      );
      await says(id, 'ready');
      await jobs.signal(id, 'USR1');
      await says(id, 'usr');
      await jobs.signal(id, 'HUP');
      expect((await jobs.ended(id)).exit?.status).toBe(5);
      expect(await jobs.output(id)).toBe('ready\nusr\nhup\n');
    });

    it('kills a container that ignores TERM after graceSeconds', async () => {
      const id = await run(stubborn, { limits: { graceSeconds: 1 } });
      await says(id, 'ready');
      const signalledAt = Date.now();
      await jobs.signal(id, 'TERM');
      const job = await jobs.ended(id);
      expect(job.exit).toMatchObject({ status: 143, signal: 'TERM' });
      expect(Date.parse(job.endedAt ?? '') - signalledAt).toBeGreaterThan(900);
      expect((await containersOf(id)).map(({ state }) => state)).toEqual(['exited']);
    });

    it('kills the container at once on KILL, with status 137', async () => {
      const id = await run(stubborn);
      await says(id, 'ready');
      await jobs.signal(id, 'KILL');
      expect((await jobs.ended(id, 5_000)).exit).toMatchObject({ status: 137, signal: 'KILL' });
      expect((await containersOf(id)).map(({ state }) => state)).toEqual(['exited']);
    });

    it('ends with 124 when its time is over, whether the container minds TERM or not', async () => {
      const [patient, deaf] = await Promise.all([
        run(polite, { limits: { seconds: 1 } }),
        run(stubborn, { limits: { seconds: 1, graceSeconds: 1 } }),
      ]);
      for (const id of [patient, deaf]) {
        expect((await jobs.ended(id)).exit).toMatchObject({ status: 124, timedOut: true });
        expect((await containersOf(id)).map(({ state }) => state)).toEqual(['exited']);
      }
      expect(await jobs.output(patient)).toContain('caught');
    });

    it.each(['create', 'attach', 'start'])('gets a signal that comes while the engine is asked to %s', async (step) => {
      const gated = gate.holdAnswer(new RegExp(`POST \\S+/${step}`));
      const id = await run(polite);
      await gated.answered;
      await jobs.signal(id, 'TERM');
      await jobs.recorded(id, 'JobSignalled');
      gated.letGo();
      expect((await jobs.ended(id)).exit).toMatchObject({ status: 143, signal: 'TERM' });
      expect((await containersOf(id)).filter(({ state }) => state !== 'exited')).toEqual([]);
    });
  });

  describe('exec', () => {
    it('signals exactly its process: not the container, and not another exec', async () => {
      const [one, other] = await Promise.all([exec('echo ready; sleep 301'), exec('echo ready; sleep 302')]);
      await Promise.all([says(one, 'ready'), says(other, 'ready')]);
      await jobs.signal(one, 'TERM');
      expect((await jobs.ended(one)).exit).toMatchObject({ status: 143, signal: 'TERM' });
      expect([await processes('sleep 301'), await processes('sleep 600')]).toEqual([0, 1]);
      expect(await processes('sleep 302')).toBeGreaterThan(0);
      await jobs.signal(other, 'KILL');
      expect((await jobs.ended(other)).exit).toMatchObject({ status: 137, signal: 'KILL' });
      expect([await processes('sleep 302'), await processes('sleep 600')]).toEqual([0, 1]);
    });

    it('kills a process that ignores TERM after graceSeconds, and one whose time is over', async () => {
      const deaf = await exec('trap "" TERM; echo ready; sleep 303', { limits: { graceSeconds: 1 } });
      const late = await exec('sleep 304', { limits: { seconds: 1, graceSeconds: 1 } });
      await says(deaf, 'ready');
      await jobs.signal(deaf, 'TERM');
      expect((await jobs.ended(deaf)).exit).toMatchObject({ status: 143, signal: 'TERM' });
      expect((await jobs.ended(late)).exit).toMatchObject({ status: 124, timedOut: true });
      expect([await processes('sleep 303'), await processes('sleep 304')]).toEqual([0, 0]);
    });
  });

  describe('build', () => {
    it.each(['classic', 'buildkit'])('is stopped on the engine by TERM (%s)', async (builder) => {
      const before = new Set(await running());
      const id = await build('FROM busybox\nRUN echo begun && sleep 305\n', `&noCache=true&builder=${builder}`);
      await says(id, 'begun');
      await jobs.signal(id, 'TERM');
      expect((await jobs.ended(id)).exit).toMatchObject({ status: 143, signal: 'TERM' });
      await vi.waitFor(
        async () => expect((await running()).filter((container) => !before.has(container))).toEqual([]),
        { timeout: 5_000 },
      );
      expect(await host.graph.inspectImage(mark)).toBeUndefined();
    });

    it('ends with 124 when its time is over', async () => {
      const id = await build('FROM busybox\nRUN sleep 306\n', '&noCache=true&seconds=1');
      expect((await jobs.ended(id)).exit).toMatchObject({ status: 124, timedOut: true });
    });
  });
});

describe('a queued job', () => {
  it('that is told to end never starts', async () => {
    const stack = await startStack({ worker: false });
    const jobs = new Jobs(stack);
    try {
      const id = await jobs.submit('/v1/containers', { image: 'busybox', name: `${mark}-queued`, cmd: ['true'] });
      await jobs.signal(id, 'TERM');
      expect((await jobs.ended(id)).exit).toMatchObject({ status: 143, signal: 'TERM' });
      await using gate = await EngineGate.open(enginePath(stack.settings));
      await using _worker = await WorkerProcess.start(stack.settings, gate.url);
      const next = await jobs.submit('/v1/containers', { image: 'busybox', cmd: ['true'], rm: true });
      await jobs.ended(next, 30_000);
      expect(await jobs.types(id)).toEqual(['JobSubmitted', 'JobSignalled', 'JobExited']);
      expect(gate.requests.filter((request) => request.includes(`${mark}-queued`))).toEqual([]);
    } finally {
      await stack.stop();
    }
  });
});
