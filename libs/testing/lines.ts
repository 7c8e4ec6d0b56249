import { type CallArgs, type CommandLine, commandLineOf, type Job } from '#domain';

/** A job of alice's that ended well a moment after it was submitted; its id ends with 1. */
export function endedJob(job: Partial<Job> & Pick<Job, 'name'>): Job {
  return {
    id: '00000000-0000-7000-8000-000000000001',
    pid: 1,
    ppid: 0,
    args: {},
    env: {},
    host: 'local',
    actor: { kind: 'user', name: 'alice' },
    nice: 0,
    warnings: [],
    state: 'exited',
    epoch: 1,
    lostStarts: 0,
    signals: [],
    exit: { status: 0 },
    submittedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:00:01.000Z',
    version: 3,
    correlationId: '1',
    ...job,
  };
}

/** The line of a job that came as a request of the Engine API. */
export function lineOfCall(call: string, { query = {}, ...args }: Partial<CallArgs> = {}): CommandLine {
  return commandLineOf(endedJob({ name: 'call', args: { call, request: 'POST /', query, ...args } }));
}
