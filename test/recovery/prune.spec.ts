import { randomBytes } from 'node:crypto';
import type { PruneResult } from '#domain';
import type { Host } from '#engine';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStack, type Stack } from '../stack.js';
import { EngineGate } from './engine-gate.js';
import { hostOf, Jobs } from './jobs.js';
import { enginePath, WorkerProcess } from './worker-process.js';

const mark = `prune-${randomBytes(4).toString('hex')}`;

const trials = [
  { stage: 'before the host has it', holds: 'request', asked: [1, 1, 2, 1, 1] },
  { stage: 'when the host has done it and nobody knows', holds: 'answer', asked: [1, 1, 1, 1, 1] },
] as const;
type Trial = (typeof trials)[number];

/** Much longer than a takeover takes. */
const patienceMs = 45_000;

describe('a worker that is killed while it prunes', () => {
  let stack: Stack;
  let gate: EngineGate;
  let host: Host;
  let jobs: Jobs;
  const submitted = new Map<string, string>();
  const cleanUp = new AsyncDisposableStack();

  const namesOf = ({ holds }: Trial) => [0, 1, 2, 3, 4].map((number) => `${mark}-${holds}-${number}`);
  const volumes = async () =>
    (await host.graph.listVolumes()).map(({ name }) => name).filter((name) => name.startsWith(mark));
  const removalsOf = (name: string) =>
    gate.requests.filter((request) => /^DELETE \S+\/volumes\//.test(request) && request.includes(name)).length;

  /** Makes five volumes and a plan of them, and submits the job that applies it; a worker comes as far as its third removal. */
  async function hold(trial: Trial): Promise<void> {
    const names = namesOf(trial);
    const third = new RegExp(`DELETE \\S+/volumes/${names[2]}`);
    const gated = trial.holds === 'request' ? gate.holdRequest(third) : gate.holdAnswer(third);
    for (const name of names) await host.graph.createVolume({ name, labels: { [mark]: trial.holds }, options: {} });
    const { body: plan } = await stack
      .as()
      .post('/v1/volumes/prune-plan')
      .send({ labels: [`${mark}=${trial.holds}`] });
    submitted.set(trial.holds, await jobs.submit(plan.links.apply, {}));
    await gated.arrived;
    if (trial.holds === 'answer') await vi.waitFor(async () => expect(await volumes()).not.toContain(names[2]));
  }

  beforeAll(async () => {
    stack = await startStack({ worker: false });
    cleanUp.defer(() => stack.stop());
    host = hostOf(stack);
    jobs = new Jobs(stack);
    gate = cleanUp.use(await EngineGate.open(enginePath(stack.settings)));
    cleanUp.defer(async () => {
      for (const name of await volumes()) await host.graph.removeVolume(name, { force: true });
    });
    const first = cleanUp.use(await WorkerProcess.start(stack.settings, gate.url));
    for (const trial of trials) await hold(trial);
    await first.kill();
    await using _second = await WorkerProcess.start(stack.settings, gate.url);
    for (const id of submitted.values()) await jobs.ended(id, patienceMs).catch(() => undefined);
  });
  afterAll(() => cleanUp.disposeAsync());

  it.each(trials)(
    'with a removal under way $stage: the next one goes on, and removes what the plan lists, each once',
    async (trial) => {
      const id = submitted.get(trial.holds) ?? '';
      const job = await jobs.ended(id);
      expect(job).toMatchObject({ state: 'exited', epoch: 2, exit: { status: 0 } });
      expect(job.exit?.result as unknown as PruneResult).toMatchObject({ removed: namesOf(trial), left: [] });
      expect(await jobs.ends(id)).toBe(1);
      expect(await volumes()).toEqual([]);
      expect(namesOf(trial).map(removalsOf)).toEqual(trial.asked);
    },
  );
});
