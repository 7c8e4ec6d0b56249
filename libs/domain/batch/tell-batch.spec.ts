import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.js';
import { batchArgs, plannedBuild } from './batch-args.js';
import { Batch, type RecordedBatchEvent } from './batch.js';
import type { BatchEvent } from './batch.events.js';
import { batchMermaidOf } from './batch-mermaid.js';
import { drawnBatch } from './batch-drawing.js';
import { type KnownOfBatch, tellBatch } from './tell-batch.js';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const nothing = { steps: new Map(), written: new Map(), past: new Map(), parallelism: 2 };

/** A batch in which `app` needs `lib`, and that needs `base`, after events that each came so many seconds after its beginning. */
function batchAfter(...told: readonly (readonly [second: number, event: BatchEvent])[]): Batch {
  const plan = (name: string, ...needs: readonly string[]) =>
    plannedBuild.parse({
      name,
      args: {},
      context: { digest: 'sha256:0', size: 100 },
      steps: 4,
      needs: needs.map((build) => ({ build, because: 'declared' })),
    });
  const builds = [plan('base'), plan('lib', 'base'), plan('app', 'lib'), plan('tool')];
  const args = batchArgs.parse({ name: 'spec', builds: builds.length, digest: 'sha256:0' });
  const batch = new Batch({ id: 'batch', pid: 1, args } as unknown as Job);
  const events: typeof told = [[0, { type: 'BatchBuildsPlanned', data: { builds } }], ...told];
  for (const [index, [second, event]] of events.entries()) {
    const recorded = { ...event, version: index + 1, position: index + 1, time: at(second) };
    batch.evolve(recorded as unknown as RecordedBatchEvent);
  }
  return batch;
}

function at(second: number): string {
  return new Date(start + second * 1_000).toISOString();
}

const dispatched = (build: string): BatchEvent => ({
  type: 'BuildDispatched',
  data: { build, job: `job-of-${build}`, host: 'local', attempt: 1 },
});
const settled = (build: string, outcome: 'built' | 'failed' = 'built'): BatchEvent => ({
  type: 'BuildSettled',
  data: { build, outcome },
});

function known(second: number, more: Partial<KnownOfBatch> = {}): KnownOfBatch {
  return { ...nothing, now: start + second * 1_000, ...more };
}

const step = (number: number, endedAt?: string) => ({
  number,
  stage: '0',
  instruction: `RUN ${number}`,
  startedAt: at(0),
  cached: false,
  ...(endedAt !== undefined && { endedAt }),
});

describe('what is told of a batch', () => {
  it('is the steps that are done, and the one that goes on, of each build and of all', () => {
    const batch = batchAfter([0, dispatched('base')], [5, settled('base')], [5, dispatched('lib')]);
    const steps = [step(1, at(6)), step(2)];
    const told = tellBatch(
      batch,
      known(7, {
        steps: new Map([['job-of-lib', { epoch: 1, attempt: 1, of: 4, steps, lost: 0 }]]),
        written: new Map([
          ['job-of-base', 7],
          ['job-of-lib', 5],
        ]),
      }),
    );
    expect(told.builds.map(({ progress }) => progress)).toEqual([
      { steps: { done: 4, of: 4 }, outputBytes: 7, contextBytes: 100 },
      { steps: { done: 1, of: 4 }, current: 'RUN 2', outputBytes: 5, contextBytes: 100 },
      { steps: { done: 0, of: 4 }, contextBytes: 100 },
      { steps: { done: 0, of: 4 }, contextBytes: 100 },
    ]);
    expect(told.progress).toEqual({
      builds: { done: 1, of: 4 },
      steps: { done: 5, of: 16 },
      share: 5 / 16,
      outputBytes: 12,
      contextBytes: 400,
    });
  });

  it('is drawn with how far each is, and which are critical', () => {
    const batch = batchAfter([0, dispatched('base')], [5, settled('base')], [5, dispatched('lib')]);
    const drawing = batchMermaidOf(drawnBatch(tellBatch(batch, known(7))));
    expect(drawing).toContain('("base<br/>built, 5.0 s"):::built');
    expect(drawing).toContain('("lib<br/>running, 0 of 4 steps"):::running');
    expect(drawing).toMatch(/n0 ==> n1\n {2}n1 ==> n2\n.*class n0,n1,n2 critical/s);
  });

  it('has no estimate while nothing is known, and goes by the steps for the critical path', () => {
    const { estimate, criticalPath } = tellBatch(batchAfter(), known(0));
    expect(estimate).toBeUndefined();
    expect(criticalPath).toEqual({ builds: [{ name: 'base' }, { name: 'lib' }, { name: 'app' }] });
  });

  it('goes by what builds took before, and in this batch', () => {
    const past = new Map([
      ['base', [9]],
      ['lib', [20, 10, 30]],
      ['app', [5]],
      ['tool', [60]],
    ]);
    const batch = batchAfter([0, dispatched('base')], [10, settled('base')], [10, dispatched('lib')]);
    const { estimate, criticalPath, builds } = tellBatch(batch, known(15, { past, parallelism: 1 }));
    expect(estimate).toEqual({ remainingSeconds: 80, endsAt: at(95), known: 4 });
    expect(criticalPath).toEqual({ builds: [{ name: 'tool', seconds: 60 }], seconds: 60 });
    expect(builds[1]?.expectedSeconds).toBe(20);
    const without = tellBatch(batch, known(15, { past: new Map([...past, ['tool', [1]]]) }));
    expect(without.criticalPath).toEqual({
      builds: [
        { name: 'base', seconds: 10 },
        { name: 'lib', seconds: 20 },
        { name: 'app', seconds: 5 },
      ],
      seconds: 35,
    });
  });

  it('tells no end while the batch is paused', () => {
    const batch = batchAfter([0, { type: 'BatchPaused', data: {} }]);
    const { estimate } = tellBatch(batch, known(0, { past: new Map([['tool', [1]]]) }));
    expect(estimate).toEqual({ remainingSeconds: 3, known: 1 });
  });

  it('lets a build that another one serves end with that one', () => {
    const shared: BatchEvent = {
      type: 'BuildShared',
      data: { build: 'tool', batch: 'batch', with: 'base', job: 'job-of-base' },
    };
    const batch = batchAfter([0, dispatched('base')], [1, shared]);
    const { estimate } = tellBatch(batch, known(4, { past: new Map([['base', [10]]]), parallelism: 1 }));
    expect(estimate?.remainingSeconds).toBe(26);
  });
});
