import { describe, expect, it } from 'vitest';
import type { Job } from '../../api/client.js';
import { jobAsOf } from './job-as-of.js';

const job: Job = {
  id: '0199a1b2-0000-7000-8000-000000000000',
  pid: 7,
  ppid: 0,
  name: 'run',
  args: { image: 'busybox' },
  env: {},
  actor: 'alice',
  token: null,
  host: 'local',
  state: 'exited',
  status: 137,
  signal: 'KILL',
  timedOut: false,
  nice: 0,
  limits: null,
  stdin: null,
  warnings: [],
  submittedAt: '2026-01-01T12:00:00.000Z',
  startedAt: '2026-01-01T12:00:01.000Z',
  endedAt: '2026-01-01T12:00:09.000Z',
  result: { container: 'abc' },
  error: { code: 'killed', message: 'It was killed.' },
  lastError: 'oh',
  output: { stdout: 1, stderr: 2, cut: 0 },
  links: { self: '', output: '', signal: '' },
};

describe('a job at a moment', () => {
  it('had not ended before its end, and had not started before its start', () => {
    const running = jobAsOf(job, { outcome: 'running', startedAt: job.startedAt });
    expect(running).toMatchObject({ name: 'run', state: 'running', startedAt: job.startedAt });
    expect([running.endedAt, running.status, running.signal, running.result, running.error]).toEqual(
      Array.from({ length: 5 }, () => null),
    );
    expect(jobAsOf(job, { outcome: 'queued', startedAt: null })).toMatchObject({ state: 'queued', startedAt: null });
  });

  it('is what it came to from its end on', () => {
    expect(jobAsOf(job, { outcome: 'killed', startedAt: job.startedAt })).toEqual(job);
  });
});
