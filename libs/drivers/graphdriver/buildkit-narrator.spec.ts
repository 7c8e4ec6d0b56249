import { describe, expect, it } from 'vitest';
import { buildkitNarrator } from './buildkit-narrator.js';

/** A trace of dockerd 20.10.24: a step's start, two pieces of its output, its end. */
const trace = [
  'CtcBCkdzaGEyNTY6ZGUxNTE2MTM4M2U4Y2FlNjk4ZGIyZjdlNzU3OWYwMGNiOThmMDQ2MmIyNmI0OTIyNDA1YzNiYjM2Y2I4OWU2ZRJHc2hhMjU2OmFlYmZiMzA0MGZkYjkxODg0MmYzODkzNzMzMjlmMmYwMWQyNWVmMmMzYjI0ZTJlOWM5NDdiNmI4YzE0YWRjNTkaNVtvbmUgMi8yXSBSVU4gZWNobyBoZWxsbzsgZWNobyBlcnIgPiYyOyBwcmludGYgInBhcnQiKgwI6PWT2AYQ1p+RuAM=',
  'Gl4KR3NoYTI1NjpkZTE1MTYxMzgzZThjYWU2OThkYjJmN2U3NTc5ZjAwY2I5OGYwNDYyYjI2YjQ5MjI0MDVjM2JiMzZjYjg5ZTZlEgsI6fWT2AYQt56FHhgCIgRlcnIK',
  'Gl4KR3NoYTI1NjpkZTE1MTYxMzgzZThjYWU2OThkYjJmN2U3NTc5ZjAwY2I5OGYwNDYyYjI2YjQ5MjI0MDVjM2JiMzZjYjg5ZTZlEgsI6fWT2AYQidiVHhgBIgRwYXJ0',
  'CuQBCkdzaGEyNTY6ZGUxNTE2MTM4M2U4Y2FlNjk4ZGIyZjdlNzU3OWYwMGNiOThmMDQ2MmIyNmI0OTIyNDA1YzNiYjM2Y2I4OWU2ZRJHc2hhMjU2OmFlYmZiMzA0MGZkYjkxODg0MmYzODkzNzMzMjlmMmYwMWQyNWVmMmMzYjI0ZTJlOWM5NDdiNmI4YzE0YWRjNTkaNVtvbmUgMi8yXSBSVU4gZWNobyBoZWxsbzsgZWNobyBlcnIgPiYyOyBwcmludGYgInBhcnQiKgwI6PWT2AYQ1p+RuAMyCwjp9ZPYBhDYhuMi',
];

describe('a BuildKit build', () => {
  it('is told step by step, and each thing once', () => {
    const narrate = buildkitNarrator();
    const told = [...trace, ...trace.slice(3)].map((aux) =>
      Buffer.from(narrate({ id: 'moby.buildkit.trace', aux })).toString(),
    );
    expect(told).toEqual([
      '#1 [one 2/2] RUN echo hello; echo err >&2; printf "part"\n',
      '#1 err\n',
      '#1 part\n',
      '#1 DONE 0.1s\n',
      '',
    ]);
  });

  it('passes on what is not a trace', () => {
    const narrate = buildkitNarrator();
    expect(narrate({ id: 'moby.image.id', aux: { ID: 'sha256:1' } })).toBe('');
    expect(narrate({ stream: 'Successfully tagged a:1\n' })).toBe('Successfully tagged a:1\n');
  });
});
