import { describe, expect, it } from 'vitest';
import type { Job } from '../job/job.js';
import { type BuildSources, buildRecord } from './build-record.js';
import { provenanceOf } from './provenance.js';

const image = `sha256:${'1'.repeat(64)}`;
const digest = `sha256:${'2'.repeat(64)}`;
const at = (second: number) => new Date(Date.UTC(2026, 11, 1, 0, 0, second)).toISOString();

const job: Job = {
  id: 'j1',
  pid: 7,
  ppid: 0,
  name: 'build',
  args: { tags: ['app:1'], builder: 'buildkit', args: { KEY: 'secret:x' } },
  env: {},
  host: 'local',
  actor: { kind: 'token', name: 'alice' },
  nice: 0,
  warnings: [],
  state: 'exited',
  epoch: 2,
  lostStarts: 1,
  signals: [],
  submittedAt: at(0),
  startedAt: at(2),
  endedAt: at(5),
  version: 4,
  correlationId: 'c1',
  stdin: { digest, size: 3 },
  exit: { status: 0, result: { image } },
};

const step = { number: 1, stage: '0', startedAt: at(2), endedAt: at(3), cached: true } as const;
const sources: BuildSources = {
  job,
  parent: 'p1',
  details: new Map(),
  told: {
    epoch: 2,
    attempt: 1,
    of: 3,
    lost: 1,
    steps: [
      { ...step, instruction: 'FROM app@x', base: { name: `app@${digest}`, digests: [`app@${digest}`] } },
      { ...step, number: 2, instruction: 'RUN a' },
      { ...step, number: 3, instruction: 'RUN b', cached: false },
    ],
  },
};

describe('the record of a build', () => {
  it('tells how long it waited and ran, what came from the cache, and what was told twice', () => {
    expect(buildRecord(sources)).toMatchObject({
      parent: 'p1',
      outcome: 'succeeded',
      queueMs: 2_000,
      durationMs: 3_000,
      starts: 2,
      restarts: 1,
      cache: { hits: 1, of: 2 },
      progress: { done: 3, of: 3 },
      image,
      bases: [{ stage: '0', image: null, digests: [`app@${digest}`] }],
      inputs: { args: { KEY: 'secret:x' }, context: { digest }, dockerfile: { path: 'Dockerfile', digest: null } },
    });
  });

  it('understands a build that came as a request of the Engine API', () => {
    const query = {
      buildargs: '{"A":"b","C":null}',
      labels: 'no JSON',
      nocache: '1',
      dockerfile: 'x/Dockerfile',
      t: 'app',
    };
    const args = { call: 'ImageBuild', request: 'POST /build', builder: 'classic', tags: ['app'], query };
    const { exit: _, endedAt: _end, ...running } = job;
    expect(buildRecord({ ...sources, job: { ...running, args, state: 'running' } })).toMatchObject({
      outcome: 'running',
      durationMs: null,
      image: null,
      tags: ['app'],
      builder: 'classic',
      inputs: { args: { A: 'b' }, labels: {}, noCache: true, pull: false, dockerfile: { path: 'x/Dockerfile' } },
    });
  });
});

describe('the provenance of an image', () => {
  it('names the image by digest, and what it was made from', () => {
    const statement = provenanceOf(buildRecord(sources), [{ position: 7, type: 'JobSubmitted', hash: 'ab' }]);
    expect(statement.subject).toEqual([{ name: 'app:1', digest: { sha256: '1'.repeat(64) } }]);
    expect(statement.predicate).toMatchObject({
      buildDefinition: {
        externalParameters: { actor: 'alice', args: { KEY: 'secret:x' }, dockerfile: 'Dockerfile' },
        resolvedDependencies: [
          { name: 'context', digest: { sha256: '2'.repeat(64) } },
          { name: `app@${digest}`, digest: { sha256: '2'.repeat(64) } },
        ],
      },
      runDetails: {
        metadata: { invocationId: 'j1', startedOn: at(2), finishedOn: at(5) },
        byproducts: [{ name: 'JobSubmitted', annotations: { position: 7, hash: 'ab' } }],
      },
    });
  });

  it('is not told where there is no image', () => {
    const { result: _, ...exit } = { ...job.exit, status: 125 };
    expect(() => provenanceOf(buildRecord({ ...sources, job: { ...job, exit } }), [])).toThrow(
      expect.objectContaining({ code: 'build-without-image' }),
    );
  });
});
