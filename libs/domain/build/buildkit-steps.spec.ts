import { describe, expect, it } from 'vitest';
import { BuildkitSteps } from './buildkit-steps.js';
import type { BuildkitVertex } from './buildkit-status.js';

const vertex = (digest: string, name: string, more: Partial<BuildkitVertex> = {}): BuildkitVertex => ({
  digest,
  name,
  inputs: [],
  cached: false,
  error: '',
  ...more,
});
const times = { started: 1_796_082_729.765, completed: 1_796_082_730.052 };

describe('the trace of BuildKit', () => {
  it('tells of each vertex that has begun, with the instruction that it is and what it starts from', () => {
    const steps = new BuildkitSteps();
    const from = vertex('sha256:1', '[first 1/2] FROM docker.io/library/busybox');
    const run = vertex('sha256:2', '[first 2/2] RUN make\nit', { inputs: ['sha256:1', 'sha256:0'] });
    expect(steps.take({ vertexes: [from, run], logs: [] })).toEqual({ of: 2, steps: [], wrote: [] });
    const logs = [{ vertex: 'sha256:2', message: new Uint8Array([1]) }];
    expect(
      steps.take({
        vertexes: [
          { ...from, ...times },
          { ...run, started: times.started },
        ],
        logs,
      }),
    ).toEqual({
      of: 2,
      steps: [
        {
          number: 1,
          stage: 'first',
          instruction: 'FROM docker.io/library/busybox',
          vertex: 'sha256:1',
          startedAt: '2026-11-30T23:52:09.765Z',
          endedAt: '2026-11-30T23:52:10.052Z',
          cached: false,
        },
        {
          number: 2,
          stage: 'first',
          instruction: 'RUN make\nit',
          vertex: 'sha256:2',
          below: 1,
          startedAt: '2026-11-30T23:52:09.765Z',
          cached: false,
        },
      ],
      wrote: [2],
    });
  });

  it('tells of those that are no instruction by their names, of the only stage as 0, of cached and failed ones', () => {
    const steps = new BuildkitSteps();
    const { steps: told } = steps.take({
      vertexes: [
        vertex('sha256:1', '[internal] load build context', times),
        vertex('sha256:2', '[2/2] RUN exit 3', { ...times, cached: true, error: 'exit code: 3' }),
      ],
      logs: [],
    });
    expect(told).toEqual([
      expect.objectContaining({ number: 1, instruction: '[internal] load build context' }),
      expect.objectContaining({ stage: '0', instruction: 'RUN exit 3', cached: true, error: 'exit code: 3' }),
    ]);
    expect(told[0]).not.toHaveProperty('stage');
  });
});
