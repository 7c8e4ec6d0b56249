import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { buildContext } from '../../libs/testing/contracts/index.js';
import type { Job } from '#domain';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate, type Gated } from './engine-gate.js';
import { hostOf, Jobs, removeContainersOf } from './jobs.js';
import { enginePath, WorkerProcess } from './worker-process.js';

const stages = ['claimed', 'effect in flight', 'effect done and not recorded'] as const;
type Stage = (typeof stages)[number];

const mark = `takeover-${randomBytes(4).toString('hex')}`;
const withinMs = 15_000;

/** A command, the request that is its effect, and what must be true of the host once that has been done. */
interface Trial {
  readonly name: string;
  readonly effect: Readonly<Record<Stage, RegExp>>;
  /** The job's exit status, also after a takeover. */
  readonly status: number;
  submit(stage: Stage): Promise<string>;
  /** How many things of the job the host has. */
  count(job: Job, stage: Stage): Promise<number>;
  isDone(job: string, stage: Stage): Promise<boolean>;
}

describe('a worker killed at each stage of a command', () => {
  let stack: Stack;
  let gate: EngineGate;
  let host: Host;
  let jobs: Jobs;
  let victim: string;
  let killedAt: number;
  const submitted = new Map<string, string>();
  const spent: string[] = [];
  const cleanUp = new AsyncDisposableStack();

  const nameOf = (trial: string, stage: Stage) => `${mark}-${trial}-${stages.indexOf(stage)}`;
  const always = (pattern: RegExp): Trial['effect'] => ({
    claimed: pattern,
    'effect in flight': pattern,
    'effect done and not recorded': pattern,
  });
  const containersOf = async (job: string) =>
    (await host.exec.listContainers({ label: `io.longshore.job=${job}` })).length;

  const trials: readonly Trial[] = [
    {
      name: 'create',
      effect: always(/POST \S+\/containers\/create/),
      status: 0,
      submit: (stage) => jobs.submit('/v1/containers/create', { image: 'busybox', name: nameOf('create', stage) }),
      count: ({ id }) => containersOf(id),
      isDone: async (job) => (await containersOf(job)) > 0,
    },
    {
      name: 'network.create',
      effect: always(/POST \S+\/networks\/create/),
      status: 0,
      submit: (stage) => jobs.submit('/v1/networks', { name: nameOf('network', stage), internal: true }),
      count: async (_, stage) =>
        (await host.network.listNetworks()).filter(({ name }) => name === nameOf('network', stage)).length,
      isDone: async (job) => (await host.network.listNetworks({ label: `io.longshore.job=${job}` })).length > 0,
    },
    {
      name: 'build',
      effect: always(/POST \S+\/build\?/),
      status: 0,
      async submit(stage) {
        const dockerfile = `FROM busybox\nRUN sleep 1; echo ${nameOf('build', stage)} >/mark\n`;
        const context = await buffer(buildContext({ Dockerfile: dockerfile }));
        const answer = await stack
          .as()
          .post(`/v1/builds?tag=${nameOf('build', stage)}`)
          .set('content-type', 'application/x-tar')
          .send(context);
        return answer.body.id;
      },
      async count(_, stage) {
        const images = await host.graph.listImages();
        // The reservation has been given up, and nothing else has the image's name.
        return images.filter(({ tags }) => tags.join() === `${nameOf('build', stage)}:latest`).length;
      },
      isDone: async (job) => (await host.graph.inspectImage(`longshore.local/job:${job}`)) !== undefined,
    },
    {
      name: 'run',
      effect: { ...always(/POST \S+\/containers\/[^/]+\/start/), claimed: /POST \S+\/containers\/create/ },
      status: 7,
      submit: (stage) =>
        jobs.submit('/v1/containers', {
          image: 'busybox',
          name: nameOf('run', stage),
          cmd: ['sh', '-c', 'echo one; sleep 1; echo two; exit 7'],
        }),
      count: ({ id }) => containersOf(id),
      isDone: async (_, stage) => (await host.exec.inspectContainer(nameOf('run', stage)))?.startedAt !== undefined,
    },
    {
      name: 'exec',
      effect: { ...always(/POST \S+\/exec\/[^/]+\/start/), claimed: /POST \S+\/containers\/[^/]+\/exec/ },
      status: 3,
      submit: (stage) =>
        jobs.submit(`/v1/containers/${victim}/exec`, {
          cmd: ['sh', '-c', `echo ran >>/${nameOf('exec', stage)}; exit 3`],
        }),
      count: (_, stage) => linesIn(`/${nameOf('exec', stage)}`),
      isDone: async (_, stage) => (await linesIn(`/${nameOf('exec', stage)}`)) > 0,
    },
  ];

  async function linesIn(file: string): Promise<number> {
    const parts: Uint8Array[] = [];
    const cmd = ['sh', '-c', `test ! -e ${file} || cat ${file}`];
    await host.exec.execToEnd(
      { container: victim, cmd, env: {}, tty: false },
      { write: async (_, bytes) => void parts.push(bytes) },
    );
    return Buffer.concat(parts).toString().split('\n').length - 1;
  }

  async function hold(trial: Trial, stage: Stage): Promise<Gated> {
    const isBuildUnderWay = trial.name === 'build' && stage === 'effect in flight';
    const holdsAnswer = stage === 'effect done and not recorded' || isBuildUnderWay;
    const gated = holdsAnswer ? gate.holdAnswer(trial.effect[stage]) : gate.holdRequest(trial.effect[stage]);
    const job = await trial.submit(stage);
    submitted.set(`${trial.name} ${stage}`, job);
    await gated.arrived;
    if (stage === 'effect done and not recorded')
      await vi.waitFor(async () => expect(await trial.isDone(job, stage)).toBe(true), { timeout: 10_000 });
    // Its first step is being carried out.
    if (isBuildUnderWay) await gated.answered;
    return gated;
  }

  beforeAll(async () => {
    stack = await startStack({ worker: false });
    cleanUp.defer(() => stack.stop());
    host = hostOf(stack);
    jobs = new Jobs(stack);
    gate = cleanUp.use(await EngineGate.open(enginePath(stack.settings)));
    cleanUp.defer(removeAll);
    ({ container: victim } = await startSleeper(host, `${mark}-victim`));
    const first = cleanUp.use(await WorkerProcess.start(stack.settings, gate.url));
    for (const stage of ['effect done and not recorded', 'claimed'] as const)
      for (const trial of trials) await hold(trial, stage);
    // One after the other, so that each finds its own request; then all are let through at once, and the worker dies.
    const inFlight: Gated[] = [];
    for (const trial of trials.toSorted((a, b) => Number(a.name === 'build') - Number(b.name === 'build')))
      inFlight.push(await hold(trial, 'effect in flight'));
    for (const gated of inFlight.slice(0, -1)) gated.letGo();
    killedAt = Date.now();
    await first.kill();
    await using _second = await WorkerProcess.start(stack.settings, gate.url);
    for (const id of submitted.values()) await jobs.ended(id, killedAt + withinMs - Date.now()).catch(() => undefined);
  });

  afterAll(async () => {
    await cleanUp.disposeAsync();
    console.info(`takeover, ms after the kill: ${spent.join(', ')}`);
  });

  async function removeAll(): Promise<void> {
    await removeContainersOf(host, submitted.values());
    await host.exec.removeContainer(victim, { force: true, volumes: true });
    for (const { id, name } of await host.network.listNetworks())
      if (name.startsWith(mark)) await host.network.removeNetwork(id);
    for (const tag of (await host.graph.listImages()).flatMap(({ tags }) => tags))
      if (tag.startsWith(mark)) await host.graph.removeImage(tag, { force: true });
  }

  describe.each(stages)('%s', (stage) => {
    it.each(trials)('$name ends once within 15 s, and its effect is there once', async (trial) => {
      const id = submitted.get(`${trial.name} ${stage}`) ?? '';
      expect(await jobs.ends(id), String(await jobs.types(id))).toBe(1);
      const job = await jobs.ended(id);
      expect(job).toMatchObject({ state: 'exited', epoch: 2, exit: { status: trial.status } });
      const took = Date.parse(job.endedAt ?? '') - killedAt;
      spent.push(`${trial.name} ${took}`);
      expect(took).toBeLessThan(withinMs);
      expect(await trial.count(job, stage)).toBe(1);
      if (trial.name === 'run') expect(await jobs.output(id)).toBe('one\ntwo\n');
    });
  });
});

async function startSleeper(host: Host, name: string): Promise<{ readonly container: string }> {
  const spec = {
    image: 'busybox',
    name,
    cmd: ['sleep', '600'],
    labels: {},
    ports: [],
    network: 'none',
    aliases: [],
    volumes: [],
    restart: 'no',
    init: false,
    tty: false,
  };
  const created = await host.exec.createContainer(spec, {});
  await host.exec.startContainer(created.container);
  return created;
}
