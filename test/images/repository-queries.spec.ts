import { reservationTag } from '#domain';
import { factOfImage, imageOf, removalOf } from '#testing';
import { expectCode } from '#testing/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobBy, openImages } from './open-images.js';

const images = await openImages();
const { repositories } = images;
afterAll(() => images.close());

const alice = jobBy('alice', 'build');
const bob = jobBy('bob', 'tag');
const one = imageOf('one');
const two = imageOf('two');
const far = imageOf('far', { tags: ['registry:5000/team/app:1', 'tools:latest'] });
const app = 'registry:5000/team/app:1';
const named = (image: typeof one, ...tags: readonly string[]) => ({ ...image, tags: [...tags] });
const wish = (position: number, more = {}) => ({ position, limit: 100, ...more });

/** app:1 is alice's, then bob's, then nobody's, then alice's again; another host has it too. */
let at: {
  readonly alice: number;
  readonly bob: number;
  readonly nobody: number;
  readonly again: number;
  readonly far: number;
};

beforeAll(async () => {
  const [, , first = 0, moved = 0, nobody = 0, again = 0, elsewhere = 0] = await images.tell(
    alice.submission,
    bob.submission,
    [
      factOfImage('ImageCreated', one, alice.circumstances),
      factOfImage('ImageTagged', named(one, app, reservationTag(alice.id)), {
        ...alice.circumstances,
        names: [app, reservationTag(alice.id)],
      }),
      factOfImage('ImageUntagged', named(one, app), { ...alice.circumstances, names: [reservationTag(alice.id)] }),
    ],
    [
      factOfImage('ImageCreated', two),
      factOfImage('ImageUntagged', one, { ...bob.circumstances, names: [app], movedTo: two.id }),
      factOfImage('ImageTagged', named(two, app, 'app:2'), { ...bob.circumstances, names: [app, 'app:2'] }),
    ],
    removalOf('image', two),
    factOfImage('ImageTagged', named(one, app), { ...alice.circumstances, names: [app] }),
    factOfImage('ImageCreated', far, { host: 'lab' }),
  );
  at = { alice: first, bob: moved, nobody, again, far: elsewhere };
});

describe('the history of a tag', () => {
  it('tells what it pointed at, from when to when, and who pointed it there and away', async () => {
    const { items } = await repositories.history({ name: app, host: 'local' }, wish(at.far));
    expect(items).toMatchObject([
      { image: one.id, from: { position: at.again, actor: { name: 'alice' } }, until: null },
      {
        image: two.id,
        from: { position: at.bob, actor: { name: 'bob' }, cause: { by: 'job', job: bob.id, name: 'tag' } },
        until: { position: at.nobody, type: 'ImageRemoved', cause: { by: 'drift' } },
      },
      {
        image: one.id,
        from: { type: 'ImageTagged', actor: { name: 'alice' }, cause: { by: 'job', job: alice.id, name: 'build' } },
        until: { position: at.bob - 1, type: 'ImageUntagged', actor: { name: 'bob' } },
      },
    ]);
  });

  it('ends at the moment, of which nothing later is known', async () => {
    const { items } = await repositories.history({ name: app }, wish(at.alice));
    expect(items).toMatchObject([{ host: 'local', image: one.id, until: null }]);
  });

  it('is told of all hosts, or of one', async () => {
    const hosts = async (host?: string) =>
      (await repositories.history({ name: app, ...(host !== undefined && { host }) }, wish(at.far))).items.map(
        ({ host }) => host,
      );
    expect(await hosts()).toEqual(['lab', 'local', 'local', 'local']);
    expect(await hosts('lab')).toEqual(['lab']);
  });

  it.each([1, 2, 3, 4])('comes in pages of %i, all of the moment of the first', async (limit) => {
    const first = await repositories.history({ name: app }, wish(at.far, { limit }));
    const found = [...first.items];
    for (let { next } = first; next !== undefined;) {
      const page = await repositories.history({ name: app }, { position: at.far + 1_000, limit, cursor: next });
      expect(page.position).toBe(at.far);
      found.push(...page.items);
      ({ next } = page);
    }
    expect(found).toEqual((await repositories.history({ name: app }, wish(at.far))).items);
  });

  it('of a tag that never was, or not yet, or is Longshore’s own, is refused', async () => {
    await expectCode(repositories.history({ name: 'app:9' }, wish(at.far)), 'tag-not-found');
    await expectCode(repositories.history({ name: app, host: 'lab' }, wish(at.again)), 'tag-not-found');
    await expectCode(repositories.history({ name: reservationTag(alice.id) }, wish(at.far)), 'tag-not-found');
  });
});

describe('repositories', () => {
  it('have the tags that they had at the moment', async () => {
    const list = async (position: number) => (await repositories.list({}, wish(position))).items;
    expect(await list(at.alice)).toEqual([
      { host: 'local', name: 'registry:5000/team/app', tags: [{ tag: '1', image: one.id }] },
    ]);
    expect(await list(at.bob)).toEqual([
      { host: 'local', name: 'app', tags: [{ tag: '2', image: two.id }] },
      { host: 'local', name: 'registry:5000/team/app', tags: [{ tag: '1', image: two.id }] },
    ]);
    expect(await list(at.nobody)).toEqual([]);
    expect(await list(at.far)).toEqual([
      { host: 'lab', name: 'registry:5000/team/app', tags: [{ tag: '1', image: far.id }] },
      { host: 'local', name: 'registry:5000/team/app', tags: [{ tag: '1', image: one.id }] },
      { host: 'lab', name: 'tools', tags: [{ tag: 'latest', image: far.id }] },
    ]);
  });

  it('are told of one host, or by their name', async () => {
    const names = async (filter: object) =>
      (await repositories.list(filter, wish(at.far))).items.map(({ host, name }) => `${host} ${name}`);
    expect(await names({ host: 'lab' })).toEqual(['lab registry:5000/team/app', 'lab tools']);
    expect(await names({ name: 'tools' })).toEqual(['lab tools']);
    expect(await names({ name: 'registry' })).toEqual([]);
  });

  it.each([1, 2, 3])('come in pages of %i, all of the moment of the first', async (limit) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const position = cursor === undefined ? at.far : at.nobody;
      const page = await repositories.list({}, wish(position, { limit, ...(cursor !== undefined && { cursor }) }));
      found.push(...page.items.map(({ host, name }) => `${host} ${name}`));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual(['lab registry:5000/team/app', 'local registry:5000/team/app', 'lab tools']);
  });
});
