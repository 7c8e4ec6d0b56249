import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '../graph/image.events.js';
import type { RecordedStep } from './build.events.js';
import { imagesOfSteps, layersOfSteps } from './step-layers.js';

const [first, second] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];

/** Entries as instruction, bytes and chain id where it made a layer; the oldest first. */
function detailOf(entries: readonly (readonly [string, number, string?])[], comment = ''): ImageDetail {
  const history = entries.map(([instruction, size]) => ({ instruction, size, comment, createdAt: '' }));
  const layers = entries.flatMap(([instruction, size, chainId]) =>
    chainId === undefined ? [] : [{ instruction, size, chainId, diffId: '' }],
  );
  return { architecture: '', os: '', author: '', comment: '', config: {}, layers, history };
}

const step = (number: number, instruction: string, more: Partial<RecordedStep> = {}): RecordedStep => ({
  number,
  instruction,
  stage: '0',
  startedAt: '',
  cached: false,
  ...more,
});

describe('the layers that steps made', () => {
  it('stand at the ends of the histories of the images that the stages of a classic build came to', () => {
    const steps = [
      step(1, 'FROM busybox', { image: 'b' }),
      step(2, 'RUN make', { image: 'r' }),
      step(3, 'CMD x', { image: first }),
      step(4, 'FROM busybox', { stage: '1', image: 'b' }),
      step(5, 'RUN true', { stage: '1', image: second }),
    ];
    expect(imagesOfSteps(steps, second)).toEqual([first, second]);
    const base = ['', 9, 'base'] as const;
    const details = new Map([
      [first, detailOf([base, ['/bin/sh -c make', 7, 'made'], ['/bin/sh -c #(nop) CMD x', 0]])],
      [second, detailOf([base, ['/bin/sh -c true', 0]])],
    ]);
    expect([...layersOfSteps(steps, details, second)].toSorted(([one], [other]) => one - other)).toEqual([
      [2, { size: 7, layer: 'made' }],
      [3, { size: 0 }],
      [5, { size: 0 }],
    ]);
  });

  it('of a BuildKit build are found along what each step stands on, past what changes no files', () => {
    const steps = [
      step(3, 'FROM docker.io/library/busybox', { vertex: 'v3', stage: 'one' }),
      step(4, 'RUN a', { vertex: 'v4', stage: 'one', below: 3 }),
      step(5, 'RUN other', { vertex: 'v5', stage: 'aside', below: 3 }),
      step(6, 'COPY --from=aside x /', { vertex: 'v6', below: 4 }),
      step(7, 'exporting to image', { vertex: 'v7' }),
    ].map(({ stage, ...rest }) => (rest.number === 7 ? rest : { ...rest, stage: String(stage) }));
    const history = detailOf(
      [
        ['RUN /bin/sh -c base # buildkit', 1, 'base'],
        ['RUN /bin/sh -c a # buildkit', 2, 'a'],
        ['ENV A=1', 0],
        ['COPY x / # buildkit', 3, 'copied'],
        ['CMD ["sh"]', 0],
      ],
      'buildkit.dockerfile.v0',
    );
    expect(Object.fromEntries(layersOfSteps(steps, new Map([[second, history]]), second))).toEqual({
      4: { size: 2, layer: 'a' },
      6: { size: 3, layer: 'copied' },
    });
    expect(layersOfSteps(steps, new Map(), second).size).toBe(0);
    expect(imagesOfSteps(steps, undefined)).toEqual([]);
  });

  it('are not guessed where a history is another than it should be', () => {
    const steps = [step(2, 'RUN a', { vertex: 'v2' }), step(3, 'COPY b /', { vertex: 'v3', below: 2 })];
    const history = detailOf(
      [
        ['RUN x', 1, 'x'],
        ['WORKDIR /', 0, 'w'],
        ['COPY b /', 2, 'b'],
      ],
      'buildkit.dockerfile.v0',
    );
    expect(Object.fromEntries(layersOfSteps(steps, new Map([[first, history]]), first))).toEqual({
      3: { size: 2, layer: 'b' },
    });
  });
});
