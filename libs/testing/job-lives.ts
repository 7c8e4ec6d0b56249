import { randomUUIDv7 } from 'node:crypto';
import {
  type Job,
  type JobCommand,
  jobDecider,
  jobStream,
  type RecordedJobEvent,
  type SignalName,
  signalNumbers,
} from '#domain';
import { DomainError, type EventStore, fold } from '#event-sourcing';
import fc from 'fast-check';

/** A command to one of a few jobs. */
export interface JobStep {
  readonly job: number;
  readonly command: JobCommand;
}

const epoch = fc.integer({ min: 1, max: 3 });
const submission = fc.record({
  name: fc.constantFrom('run', 'build', 'create'),
  args: fc.constant({ image: 'busybox' }),
  env: fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), fc.stringMatching(/^[ -~é😀]{0,5}$/u), { maxKeys: 2 }),
  host: fc.constantFrom('local', 'elsewhere'),
  nice: fc.integer({ min: -20, max: 19 }),
  limits: fc.constant({ outputBytes: 1_000, graceSeconds: 10 }),
  warnings: fc.array(fc.constant('Mind the gap.'), { maxLength: 1 }),
});
const command: fc.Arbitrary<JobCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('Submit'), submission }) },
  fc.record({
    type: fc.constant('Refuse'),
    refusal: fc.constant({ name: 'run', code: 'image-not-found', reason: 'There is none.' }),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('Start'),
      worker: fc.constantFrom('a', 'b'),
      after: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('BeginEffect'),
      epoch,
      effect: fc.dictionary(fc.constantFrom('container', 'exec'), fc.string({ maxLength: 3, unit: 'grapheme-ascii' })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('Release'), epoch }) },
  fc.record({ type: fc.constant('Signal'), signal: fc.constantFrom(...(Object.keys(signalNumbers) as SignalName[])) }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('Exit'),
      epoch,
      exit: fc.record({ status: fc.integer({ min: 0, max: 255 }), indeterminate: fc.boolean() }),
    }),
  },
);

/** Random commands to some jobs, in turns, sensible or not. */
export const jobSteps: fc.Arbitrary<readonly JobStep[]> = fc.array(fc.record({ job: fc.nat(4), command }), {
  minLength: 1,
  maxLength: 60,
});

/** Decides each command and records what follows; those that are refused leave nothing. Resolves with the ids of the jobs that came to be. */
export async function liveThrough(steps: readonly JobStep[], store: EventStore): Promise<readonly string[]> {
  const ids = Array.from({ length: 5 }, () => randomUUIDv7());
  for (const { job, command } of steps) {
    const id = ids[job] ?? '';
    try {
      const events = jobDecider.decide(command, await readJob(id, store));
      const metadata = { actor: { kind: 'token', name: `actor ${job % 2}` }, correlationId: id } as const;
      await store.append([
        { stream: jobStream(id), events: events.map((event) => ({ ...event, id: randomUUIDv7(), metadata })) },
      ]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  const jobs = await Promise.all(ids.map((id) => readJob(id, store)));
  return jobs.flatMap((job) => (job ? [job.id] : []));
}

/** The job as its stream tells it. */
export async function readJob(id: string, store: EventStore): Promise<Job | undefined> {
  return fold<RecordedJobEvent, Job | undefined>(
    jobDecider,
    (await store.readStream(jobStream(id))) as readonly RecordedJobEvent[],
  );
}
