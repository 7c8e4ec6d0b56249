import { reservationTag } from '#domain';
import type { ImageFilter } from '#read-models';
import { dockerId, factOfImage, imageOf, removalOf } from '#testing';
import { expectCode } from '#testing/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageOfLayers, openImages } from './open-images.js';

const images = await openImages();
afterAll(() => images.close());

/**
 * base ◄ step ◄ app, all of one build on base; old, dangling, on base too; loose, alone; far on another host, with the layers of base.
 * `reserved` is the work of a build that has not taken its reservation back.
 */
const made = {
  base: imageOfLayers('base', ['a', 'b'], { tags: ['base:latest'], digests: [`base@sha256:${dockerId('digest')}`] }),
  step: imageOfLayers('step', ['a', 'b', 'c'], { parent: imageOf('base').id }),
  app: imageOfLayers('app', ['a', 'b', 'c', 'd'], {
    parent: imageOf('step').id,
    tags: ['127.0.0.1:5000/team/app:1', '127.0.0.1:5000/team/app:2', 'app:1'],
  }),
  old: imageOfLayers('old', ['a', 'b', 'x'], { parent: imageOf('base').id }),
  loose: imageOfLayers('loose', ['z']),
  reserved: imageOfLayers('reserved', ['r'], { tags: [reservationTag('0199')] }),
};
const far = imageOfLayers('far', ['a', 'b'], { tags: ['base:latest', '127.0.0.1:latest'] });
const nameOf = new Map(Object.entries({ ...made, far }).map(([name, { image }]) => [image.id, name]));
let now = 0;

beforeAll(async () => {
  const positions = await images.tell(
    Object.values(made).flatMap(({ image, content }) => [content, factOfImage('ImageCreated', image)]),
    factOfImage('ImageCreated', far.image, { host: 'lab' }),
  );
  now = positions.at(-1) ?? 0;
});

async function listed(filter: ImageFilter, position = now): Promise<readonly (string | undefined)[]> {
  const { items } = await images.images.list(filter, { position, limit: 100 });
  return items.map(({ id }) => nameOf.get(id));
}

describe('the list of images', () => {
  it('has those with a name and the dangling ones, the newest first, on all hosts', async () => {
    expect(await listed({})).toEqual(['far', 'reserved', 'loose', 'old', 'app', 'base']);
  });

  it.each<readonly [ImageFilter, readonly string[]]>([
    [{ host: 'local' }, ['reserved', 'loose', 'old', 'app', 'base']],
    [{ host: 'nowhere' }, []],
    [{ dangling: true }, ['reserved', 'loose', 'old']],
    [{ dangling: false }, ['far', 'app', 'base']],
    [{ intermediate: true }, ['far', 'reserved', 'loose', 'old', 'app', 'step', 'base']],
    [{ dangling: false, intermediate: true }, ['far', 'app', 'step', 'base']],
    [{ name: 'base' }, ['far', 'base']],
    [{ name: 'docker.io/library/base:latest' }, ['far', 'base']],
    [{ name: 'base:1' }, []],
    [{ name: 'app' }, ['app']],
    [{ name: '127.0.0.1:5000/team/app' }, ['app']],
    [{ name: '127.0.0.1:5000/team/app:2' }, ['app']],
    [{ name: '127.0.0.1' }, ['far']],
    [{ name: 'team/app' }, []],
    [{ name: reservationTag('0199') }, []],
    [{ name: 'longshore.local/job' }, []],
    [{ name: 'base', host: 'lab', dangling: false }, ['far']],
  ])('has those of which all holds: %j', async (filter, names) => {
    expect(await listed(filter)).toEqual(names);
  });

  it('does not show the tags that are Longshore’s own', async () => {
    const { items } = await images.images.list({ dangling: true }, { position: now, limit: 100 });
    expect(items.find(({ id }) => id === made.reserved.image.id)).toMatchObject({
      tags: [],
      state: 'dangling',
      dangling: { reason: 'never-named' },
    });
  });

  it.each([1, 2, 3, 6, 7])('comes in pages of %i, all of the moment of the first', async (limit) => {
    const first = await images.images.list({}, { position: now, limit });
    const names = first.items.map(({ id }) => nameOf.get(id));
    let { next } = first;
    while (next !== undefined) {
      // Things go on between the pages.
      const [later = 0] = await images.tell(
        factOfImage('ImageCreated', imageOf('later')),
        removalOf('image', imageOf('later')),
      );
      const page = await images.images.list({}, { position: later, limit, cursor: next });
      expect(page.position).toBe(now);
      names.push(...page.items.map(({ id }) => nameOf.get(id)));
      ({ next } = page);
    }
    expect(names).toEqual(['far', 'reserved', 'loose', 'old', 'app', 'base']);
  });

  it('refuses a cursor of another list or another moment', async () => {
    const { next: cursor = '' } = await images.images.list({ host: 'local' }, { position: now, limit: 1 });
    await expectCode(images.images.list({}, { position: now, limit: 1, cursor }), 'cursor-invalid');
    await expectCode(
      images.images.list({ host: 'local' }, { position: now, limit: 1, cursor, at: '7' }),
      'cursor-invalid',
    );
  });
});

describe('the bytes of an image', () => {
  it('are shared with the other images of its host, but for those that are only steps', async () => {
    const { items } = await images.images.list({ intermediate: true }, { position: now, limit: 100 });
    const bytes = items.map(({ id, sharedBytes, uniqueBytes }) => [nameOf.get(id), sharedBytes, uniqueBytes]);
    expect(bytes).toEqual([
      ['far', 0, 2_000],
      ['reserved', 0, 1_000],
      ['loose', 0, 1_000],
      ['old', 2_000, 1_000],
      ['app', 2_000, 2_000],
      ['step', 3_000, 0],
      ['base', 2_000, 0],
    ]);
  });

  it('are told layer by layer, with how many others have each', async () => {
    const { layers } = await images.images.one({ ref: 'app:1', position: now });
    expect(layers.map(({ instruction, size, others }) => [instruction, size, others])).toEqual([
      ['RUN a', 1_000, 2],
      ['RUN b', 1_000, 2],
      ['RUN c', 1_000, 0],
      ['RUN d', 1_000, 0],
    ]);
    expect(layers[1]).toMatchObject({ diffId: `sha256:${dockerId('b')}`, chainId: `sha256:${dockerId('a b')}` });
  });

  it('are alone its own once the others are gone', async () => {
    const gone = imageOfLayers('gone', ['s', 't'], { tags: ['gone:1'] });
    const stays = imageOfLayers('stays', ['s', 'u'], { tags: ['stays:1'] });
    const [both = 0, alone = 0] = await images.tell(
      [gone.content, stays.content, factOfImage('ImageCreated', gone.image), factOfImage('ImageCreated', stays.image)],
      removalOf('image', gone.image),
    );
    const bytes = async (position: number) => {
      const { sharedBytes, uniqueBytes } = await images.images.one({ ref: 'stays:1', position });
      return [sharedBytes, uniqueBytes];
    };
    expect([await bytes(both), await bytes(alone)]).toEqual([
      [1_000, 1_000],
      [0, 2_000],
    ]);
  });
});

describe('one image', () => {
  const idOf = async (ref: string, host?: string) =>
    nameOf.get((await images.images.one({ ref, position: now, ...(host !== undefined && { host }) })).id);
  const digits = (name: keyof typeof made) => made[name].image.id.slice('sha256:'.length);

  it.each([
    ['app:1', 'app'],
    ['app:1', 'app'],
    ['127.0.0.1:5000/team/app:2', 'app'],
    ['docker.io/library/app:1', 'app'],
    [made.step.image.id, 'step'],
    [digits('old'), 'old'],
    [digits('old').slice(0, 12), 'old'],
    [`sha256:${digits('loose').slice(0, 5)}`, 'loose'],
    [`base@sha256:${dockerId('digest')}`, 'base'],
  ])('is found by %s', async (ref, name) => {
    expect(await idOf(ref)).toBe(name);
  });

  it('is found by a name that looks like the beginning of an id, since names come first', async () => {
    const prefix = digits('old').slice(0, 6);
    const called = imageOf('called', { tags: [`${prefix}:latest`] });
    const [position = 0] = await images.tell(factOfImage('ImageCreated', called));
    expect((await images.images.one({ ref: prefix, position })).id).toBe(called.id);
  });

  it('has all that is known of it', async () => {
    expect(await images.images.one({ ref: 'base:latest', host: 'local', position: now })).toMatchObject({
      host: 'local',
      tags: ['base:latest'],
      digests: made.base.image.digests,
      parent: null,
      size: 2_000,
      state: 'tagged',
      dangling: null,
      since: { type: 'ImageCreated', position: expect.any(Number) },
      detail: {
        architecture: 'amd64',
        os: 'linux',
        config: { Cmd: ['sh'] },
        history: [{ instruction: 'RUN a' }, { instruction: 'RUN b' }],
      },
      lastUsed: null,
    });
  });

  it('that several hosts have, or several images by the beginning of their ids, is refused with the candidates', async () => {
    await expect(idOf('base')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'ambiguous-id',
      message: `"base" may be image ${far.image.id} on lab, image ${made.base.image.id} on local. Send more of the id, or the host with ?host=.`,
    });
    expect(await idOf('base', 'lab')).toBe('far');
    const likes = Array.from({ length: 12 }, (_, n) =>
      imageOf('', { id: `sha256:${`feed${n.toString(16)}`.padEnd(64, '0')}` }),
    );
    const [position = 0] = await images.tell(likes.map((image) => factOfImage('ImageCreated', image)));
    await expect(images.images.one({ ref: 'feed', position })).rejects.toMatchObject({
      code: 'ambiguous-id',
      message: expect.stringMatching(/sha256:feedb0{59} on local, (.*, ){8}.* and 2 more\. /),
    });
  });

  it('that is not there is refused, with what became of it', async () => {
    const advised = (ref: string, position: number) =>
      expect(images.images.one({ ref, position })).rejects.toMatchObject({
        kind: 'not-found',
        code: 'image-not-found',
        message: expect.stringContaining(`There is no image "${ref}" at that moment. `),
      });
    await advised('nothing', now);
    await advised('', now);
    await advised('feed%', now);
    const brief = imageOf('brief', { tags: ['brief:1'] });
    const [there = 0, gone = 0] = await images.tell(
      factOfImage('ImageCreated', brief),
      removalOf('image', brief, { at: '2026-04-01T00:00:00Z' }),
    );
    for (const ref of ['brief:1', brief.id, brief.id.slice(7, 20)]) {
      await expect(images.images.one({ ref, position: gone })).rejects.toMatchObject({
        code: 'image-not-found',
        message: expect.stringContaining(
          `It was there until 2026-04-01T00:00:00Z: somebody past Longshore (out of band) took it away. ?at=${there} shows it.`,
        ),
      });
      expect((await images.images.one({ ref, position: there })).id).toBe(brief.id);
      await advised(ref, there - 1);
    }
  });
});
