import { type Actor, fold } from '#event-sourcing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JobCommand, jobDecider, poisonAfter } from './job.decider.js';
import { type JobEvent, jobEvents, type JobSubmission } from './job.events.js';
import { isEnded, type Job, type RecordedJobEvent } from './job.js';
import { type SignalName, signalNumbers } from './signals.js';

const actor: Actor = { kind: 'token', name: 'alice', token: 't1' };

const submission: JobSubmission = {
  name: 'run',
  args: { image: 'busybox' },
  env: {},
  host: 'local',
  nice: 0,
  limits: { outputBytes: 1_000, graceSeconds: 10 },
  warnings: [],
};

const submitted: JobEvent = { type: 'JobSubmitted', data: submission };
const started = (epoch: number, worker = `w${epoch}`): JobEvent => ({ type: 'JobStarted', data: { epoch, worker } });
const effectStarted = (epoch: number, effect = {}): JobEvent => ({ type: 'JobEffectStarted', data: { epoch, effect } });
const released = (epoch: number): JobEvent => ({ type: 'JobReleased', data: { epoch } });
const exited = (epoch: number, status = 0): JobEvent => ({ type: 'JobExited', data: { epoch, status } });
const signalled = (signal: SignalName): JobEvent => ({ type: 'JobSignalled', data: { signal } });

/** Events as the log would hand them out: of one stream, from position 41 on. */
function recorded(events: readonly JobEvent[]): readonly RecordedJobEvent[] {
  return events.map((event, index) => ({
    ...event,
    id: `e${index}`,
    stream: 'job-j1',
    version: index + 1,
    position: 41 + index,
    time: `2026-01-01T00:00:0${index % 10}.000Z`,
    schemaVersion: 1,
    metadata: { actor, correlationId: 'j1' },
  }));
}

function given(...events: readonly JobEvent[]) {
  const job = fold<RecordedJobEvent, Job | undefined>(jobDecider, recorded(events));
  return {
    job,
    when: (command: JobCommand) => ({
      then: (...expected: readonly JobEvent[]) => expect(jobDecider.decide(command, job)).toEqual(expected),
      refused: (code: string) =>
        expect(() => jobDecider.decide(command, job)).toThrow(expect.objectContaining({ code })),
    }),
  };
}

describe('the life of a job', () => {
  it('begins with its submission, whose position is its pid', () => {
    given().when({ type: 'Submit', submission }).then(submitted);
    expect(given(submitted).job).toMatchObject({ id: 'j1', pid: 41, ppid: 0, state: 'queued', actor });
  });

  it('begins only once', () => given(submitted).when({ type: 'Submit', submission }).refused('job-exists'));

  it('knows the pid of the job that submitted it', () => {
    const child: JobEvent = { type: 'JobSubmitted', data: { ...submission, parent: { id: 'j0', pid: 7 } } };
    expect(given(child).job?.ppid).toBe(7);
  });

  it('may be over before it begins: refused, with the reason', () => {
    const refusal = { name: 'run', code: 'right-missing', reason: 'no' };
    given().when({ type: 'Refuse', refusal }).then({ type: 'JobRefused', data: refusal });
    expect(given({ type: 'JobRefused', data: refusal }).job).toMatchObject({ state: 'refused', exit: { status: 126 } });
    const unknown = { name: 'fly', code: 'job-name-unknown', reason: 'no' };
    expect(given({ type: 'JobRefused', data: unknown }).job?.exit?.status).toBe(127);
  });

  it('is claimed by a worker with a new epoch', () => {
    given(submitted).when({ type: 'Start', worker: 'w1', after: 0 }).then(started(1));
    given(submitted, started(1)).when({ type: 'Start', worker: 'w2', after: 1 }).then(started(2));
  });

  it('is claimed together with its effect where that begins at once', () =>
    given(submitted).when({ type: 'Start', worker: 'w1', after: 0, acts: true }).then(started(1), effectStarted(1)));

  it('is claimed by one of two workers that saw the same', () =>
    given(submitted, started(1)).when({ type: 'Start', worker: 'w2', after: 0 }).refused('job-claimed'));

  it('lets only the newest start act', () => {
    given(submitted, started(1))
      .when({ type: 'BeginEffect', epoch: 1, effect: { exec: 'x' } })
      .then(effectStarted(1, { exec: 'x' }));
    given(submitted, started(1), started(2)).when({ type: 'BeginEffect', epoch: 1, effect: {} }).refused('job-claimed');
    given(submitted).when({ type: 'BeginEffect', epoch: 1, effect: {} }).refused('job-claimed');
  });

  it('remembers all that its starts recorded before they acted', () => {
    expect(given(submitted, started(1), effectStarted(1, { a: 1 }), effectStarted(1, { b: 2 })).job?.effect).toEqual({
      a: 1,
      b: 2,
    });
    expect(given(submitted, started(1)).job?.effect).toBeUndefined();
  });

  it('ends with the status of its newest start, and then nothing can be done to it', () => {
    given(submitted, started(1))
      .when({ type: 'Exit', epoch: 1, exit: { status: 7 } })
      .then(exited(1, 7));
    given(submitted, started(1), started(2))
      .when({ type: 'Exit', epoch: 1, exit: { status: 7 } })
      .refused('job-claimed');
    given(submitted, started(1), exited(1))
      .when({ type: 'Exit', epoch: 1, exit: { status: 7 } })
      .refused('job-ended');
    given(submitted, started(1), exited(1)).when({ type: 'Start', worker: 'w', after: 1 }).refused('job-ended');
    given(submitted, started(1), exited(1)).when({ type: 'Signal', signal: 'TERM' }).refused('job-ended');
  });

  it('is handed back by a worker that stops, and that does not count against it', () => {
    given(submitted, started(1)).when({ type: 'Release', epoch: 1 }).then(released(1));
    expect(given(submitted, started(1), released(1)).job).toMatchObject({ state: 'queued', lostStarts: 0 });
  });

  it('is given up when it has taken three workers down', () => {
    const lost = [submitted, ...Array.from({ length: poisonAfter }, (_, index) => started(index + 1))];
    const [end] = jobDecider.decide({ type: 'Start', worker: 'w4', after: 3 }, given(...lost).job);
    expect(end).toMatchObject({ type: 'JobExited', data: { status: 125, error: { code: 'poison' } } });
  });

  it('that never was cannot be changed', () =>
    given().when({ type: 'Signal', signal: 'TERM' }).refused('job-not-found'));
});

describe('a signal', () => {
  it('that tells a queued job to end ends it: it never starts', () =>
    given(submitted)
      .when({ type: 'Signal', signal: 'TERM' })
      .then(signalled('TERM'), { type: 'JobExited', data: { epoch: 0, status: 143, signal: 'TERM' } }));

  it('that would not end a process leaves a queued job alone', () =>
    given(submitted).when({ type: 'Signal', signal: 'USR1' }).then(signalled('USR1')));

  it('for a running job is recorded for its worker', () =>
    given(submitted, started(1)).when({ type: 'Signal', signal: 'KILL' }).then(signalled('KILL')));

  it('for a job that was handed back with work on its host waits for the next worker, which ends that work', () =>
    given(submitted, started(1), effectStarted(1), released(1))
      .when({ type: 'Signal', signal: 'TERM' })
      .then(signalled('TERM')));
});

describe('whatever is commanded', () => {
  const command = fc.oneof(
    fc.record({ type: fc.constant('Submit' as const), submission: fc.constant(submission) }),
    fc.record({ type: fc.constant('Start' as const), worker: fc.constantFrom('a', 'b'), after: fc.nat(4) }),
    fc.record({ type: fc.constant('BeginEffect' as const), epoch: fc.nat(4), effect: fc.constant({}) }),
    fc.record({ type: fc.constant('Release' as const), epoch: fc.nat(4) }),
    fc.record({
      type: fc.constant('Signal' as const),
      signal: fc.constantFrom(...(Object.keys(signalNumbers) as SignalName[])),
    }),
    fc.record({ type: fc.constant('Exit' as const), epoch: fc.nat(4), exit: fc.constant({ status: 0 }) }),
  );

  it('a job has at most one end, nothing after it, and every event fits its schema', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const events = commands.reduce<readonly JobEvent[]>((so, next) => [...so, ...decided(next, so)], []);
        for (const event of events) jobEvents[event.type]?.schema.parse(event.data);
        const ends = events.filter((event) => event.type === 'JobExited');
        expect(ends.length).toBeLessThanOrEqual(1);
        if (ends[0]) expect(events.at(-1)).toBe(ends[0]);
        const job = given(...events).job;
        expect(job === undefined ? false : isEnded(job)).toBe(ends.length === 1);
      }),
    );
  });

  function decided(next: JobCommand, so: readonly JobEvent[]): readonly JobEvent[] {
    try {
      return jobDecider.decide(next, given(...so).job);
    } catch {
      return [];
    }
  }
});
