import { describe, expect, it } from 'vitest';
import { readBuildProgress } from './build-progress.js';

/** A trace of dockerd 20.10.24: a step's start, two pieces of its output, its end. */
const trace = [
  'CtcBCkdzaGEyNTY6ZGUxNTE2MTM4M2U4Y2FlNjk4ZGIyZjdlNzU3OWYwMGNiOThmMDQ2MmIyNmI0OTIyNDA1YzNiYjM2Y2I4OWU2ZRJHc2hhMjU2OmFlYmZiMzA0MGZkYjkxODg0MmYzODkzNzMzMjlmMmYwMWQyNWVmMmMzYjI0ZTJlOWM5NDdiNmI4YzE0YWRjNTkaNVtvbmUgMi8yXSBSVU4gZWNobyBoZWxsbzsgZWNobyBlcnIgPiYyOyBwcmludGYgInBhcnQiKgwI6PWT2AYQ1p+RuAM=',
  'Gl4KR3NoYTI1NjpkZTE1MTYxMzgzZThjYWU2OThkYjJmN2U3NTc5ZjAwY2I5OGYwNDYyYjI2YjQ5MjI0MDVjM2JiMzZjYjg5ZTZlEgsI6fWT2AYQt56FHhgCIgRlcnIK',
  'Gl4KR3NoYTI1NjpkZTE1MTYxMzgzZThjYWU2OThkYjJmN2U3NTc5ZjAwY2I5OGYwNDYyYjI2YjQ5MjI0MDVjM2JiMzZjYjg5ZTZlEgsI6fWT2AYQidiVHhgBIgRwYXJ0',
  'CuQBCkdzaGEyNTY6ZGUxNTE2MTM4M2U4Y2FlNjk4ZGIyZjdlNzU3OWYwMGNiOThmMDQ2MmIyNmI0OTIyNDA1YzNiYjM2Y2I4OWU2ZRJHc2hhMjU2OmFlYmZiMzA0MGZkYjkxODg0MmYzODkzNzMzMjlmMmYwMWQyNWVmMmMzYjI0ZTJlOWM5NDdiNmI4YzE0YWRjNTkaNVtvbmUgMi8yXSBSVU4gZWNobyBoZWxsbzsgZWNobyBlcnIgPiYyOyBwcmludGYgInBhcnQiKgwI6PWT2AYQ1p+RuAMyCwjp9ZPYBhDYhuMi',
];

describe('a BuildKit build', () => {
  it('is told step by step, and each thing once', () => {
    const read = readBuildProgress('buildkit');
    const told = [...trace, ...trace.slice(3)].flatMap((aux) =>
      read({ id: 'moby.buildkit.trace', aux }).filter(({ text }) => text.length > 0),
    );
    expect(told.map(({ news, text }) => [news.wrote, Buffer.from(text).toString()])).toEqual([
      [[], '#1 [one 2/2] RUN echo hello; echo err >&2; printf "part"\n'],
      [[1], '#1 err\n'],
      [[1], '#1 part\n'],
      [[], '#1 DONE 0.1s\n'],
    ]);
    const [ended] = readBuildProgress('buildkit')({ id: 'moby.buildkit.trace', aux: trace[3] });
    expect(ended?.news.steps).toEqual([
      {
        number: 1,
        stage: 'one',
        instruction: 'RUN echo hello; echo err >&2; printf "part"',
        vertex: 'sha256:de15161383e8cae698db2f7e7579f00cb98f0462b26b4922405c3bb36cb89e6e',
        startedAt: '2026-11-24T02:48:08.923Z',
        endedAt: '2026-11-24T02:48:09.072Z',
        cached: false,
      },
    ]);
  });

  it('passes on what is not a trace', () => {
    const read = readBuildProgress('buildkit');
    const textOf = (message: Parameters<typeof read>[0]) =>
      Buffer.concat(read(message).map(({ text }) => text)).toString();
    expect(textOf({ id: 'moby.image.id', aux: { ID: 'sha256:1' } })).toBe('');
    expect(textOf({ stream: 'Successfully tagged a:1\n' })).toBe('Successfully tagged a:1\n');
  });
});
