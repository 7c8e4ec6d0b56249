import { describe, expect, it } from 'vitest';
import { imageBytes, topsOf } from './image-bytes.js';
import { imagesToPrune, type PrunableImage } from './images-to-prune.js';
import type { PruneFilter } from './prune-plan.events.js';

const now = new Date('2026-03-10T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

const image = (id: string, more: Partial<PrunableImage> = {}): PrunableImage => ({
  id,
  tags: [],
  digests: [],
  labels: {},
  createdAt: hoursAgo(5),
  ...more,
});

/** What is chosen of these images; a step is written in brackets. */
function chosen(
  images: readonly PrunableImage[],
  {
    filter = {},
    used = [],
    unended = [],
  }: Partial<{ filter: Partial<PruneFilter>; used: string[]; unended: string[] }> = {},
): readonly string[] {
  const whole = { all: false, anonymous: false, labels: [], notLabels: [], ...filter };
  const choosing = { filter: whole, unended: new Set(unended), now };
  return imagesToPrune({ images, used: new Set(used) }, choosing).map(({ item, isStep }) =>
    isStep ? `(${item.id})` : item.id,
  );
}

describe('images to prune', () => {
  const base = image('base', { tags: ['base:1'] });
  const step = image('step', { parent: 'base' });
  const top = image('top', { parent: 'step' });
  const all = { filter: { all: true } };

  it('are dangling: no name points at them and no container uses them', () => {
    const images = [base, image('loose'), image('digest', { digests: ['r@sha256:1'] }), image('used')];
    expect(chosen(images, { used: ['used'] })).toEqual(['loose', 'digest']);
    const choosing = {
      filter: { all: false, anonymous: false, labels: [], notLabels: [] },
      unended: new Set<string>(),
      now,
    };
    const items = imagesToPrune({ images, used: new Set(['used']) }, choosing).map(({ item }) => item);
    expect(items).toEqual([
      {
        id: 'loose',
        names: [],
        reason: 'dangling: no name points at it and no container uses it',
        createdAt: hoursAgo(5),
      },
      {
        id: 'digest',
        names: ['r@sha256:1'],
        reason: 'dangling: it is known by its digest alone, and no container uses it',
        createdAt: hoursAgo(5),
      },
    ]);
  });

  it('bring along the steps of their builds, after them, when no other image is built on these', () => {
    expect(chosen([base, step, top])).toEqual(['top', '(step)']);
    expect(chosen([base, step, top, image('other', { parent: 'step', tags: ['o:1'] })])).toEqual(['top']);
    expect(chosen([base, step, top], { used: ['step'] })).toEqual(['top']);
    expect(chosen([base, step, { ...top, tags: ['t:1'] }])).toEqual([]);
  });

  it('bring a step along whatever its labels and its age, unless its labels except it', () => {
    const labelled = { ...top, labels: { team: 'sea' } };
    expect(chosen([base, step, labelled], { filter: { labels: ['team=sea'] } })).toEqual(['top', '(step)']);
    expect(chosen([base, { ...step, labels: { keep: '' } }, top], { filter: { notLabels: ['keep'] } })).toEqual([
      'top',
    ]);
  });

  it('are, where all are wanted, those with a tag too, each before what it was built on', () => {
    const images = [base, step, { ...top, tags: ['t:1'] }, image('loose')];
    expect(chosen(images, all)).toEqual(['top', 'loose', '(step)', 'base']);
    expect(chosen(images, { ...all, used: ['top'] })).toEqual(['loose']);
  });

  it('are none that another is built on which stays', () => {
    const young = { ...top, tags: ['t:1'], createdAt: hoursAgo(1) };
    expect(chosen([base, step, young], { filter: { all: true, before: hoursAgo(2) } })).toEqual([]);
    expect(
      chosen([base, image('child', { parent: 'base', labels: { keep: '' } })], {
        filter: { all: true, notLabels: ['keep'] },
      }),
    ).toEqual([]);
  });

  it('are none that a running build has reserved; one that a build left behind is dangling', () => {
    const reserved = image('reserved', { tags: ['longshore.local/job:j1'] });
    expect(chosen([reserved], { ...all, unended: ['j1'] })).toEqual([]);
    expect(chosen([reserved], { unended: ['j2'] })).toEqual(['reserved']);
    expect(chosen([image('half', { tags: ['a:1', 'longshore.local/job:j1'] })], { ...all, unended: ['j1'] })).toEqual(
      [],
    );
  });

  it('are old enough', () => {
    expect(
      chosen([image('old'), image('young', { createdAt: hoursAgo(1) })], { filter: { before: hoursAgo(5) } }),
    ).toEqual(['old']);
  });
});

describe('the bytes of images', () => {
  const layer = (chainId: string, size?: number) => ({ chainId, ...(size !== undefined && { size }) });

  it('are those of layers that no image has that stays; what two of them share is freed by neither alone, and once by both', () => {
    const going = new Map([
      ['a', [layer('base', 1_000), layer('shared', 100), layer('a', 7)]],
      ['b', [layer('base', 1_000), layer('shared', 100), layer('b', 20)]],
    ]);
    const { alone, together } = imageBytes(going, [[layer('base', 1_000)]]);
    expect([...alone]).toEqual([
      ['a', 7],
      ['b', 20],
    ]);
    expect(together).toBe(127);
  });

  it('are unknown of an image when one of its own layers is, and then left out of the sum', () => {
    const { alone, together } = imageBytes(new Map([['a', [layer('one', 5), layer('two')]]]), []);
    expect([...alone]).toEqual([['a', undefined]]);
    expect(together).toBe(5);
    expect(imageBytes(new Map([['a', [layer('one'), layer('two', 5)]]]), [[layer('one')]]).alone.get('a')).toBe(5);
  });

  it('are told by the images on which nothing was built', () => {
    const images = [{ id: 'base' }, { id: 'step', parent: 'base' }, { id: 'top', parent: 'step' }, { id: 'alone' }];
    expect(topsOf(images).map(({ id }) => id)).toEqual(['top', 'alone']);
  });
});
