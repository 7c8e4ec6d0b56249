import { reservationTag } from '#domain';
import { factOfContainer, containerOf, dockerId, factOfImage, removalOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageOfLayers, jobBy, openImages } from './open-images.js';

const images = await openImages();
afterAll(() => images.close());

const alice = jobBy('alice', 'build');
const bob = jobBy('bob', 'build');
const carol = jobBy('carol', 'build');
const base = imageOfLayers('busybox', ['busybox'], { tags: ['busybox:latest'] });
const first = imageOfLayers('first', ['busybox', 'one']);
const second = imageOfLayers('second', ['busybox', 'two']);
const nameless = imageOfLayers('nameless', ['busybox', 'three']);

/** Alice builds app:latest, bob builds it again, carol builds without a tag, and somebody takes the name from bob's. */
let at: Readonly<Record<'pulled' | 'built' | 'rebuilt' | 'nameless' | 'untagged' | 'gone', number>>;

beforeAll(async () => {
  const named = (image: typeof first.image, ...tags: readonly string[]) => ({ ...image, tags: [...tags] });
  const names = ['app:1', 'app:latest', reservationTag(alice.id)];
  const [, pulled, , built, , rebuilt, , madeNameless, untagged, gone] = await images.tell(
    base.content,
    factOfImage('ImageCreated', base.image),
    alice.submission,
    [
      first.content,
      factOfImage('ImageCreated', first.image, alice.circumstances),
      factOfImage('ImageTagged', named(first.image, ...names), { ...alice.circumstances, names }),
      factOfImage('ImageUntagged', named(first.image, 'app:1', 'app:latest'), {
        ...alice.circumstances,
        names: [reservationTag(alice.id)],
      }),
    ],
    bob.submission,
    [
      second.content,
      factOfImage('ImageCreated', second.image, bob.circumstances),
      factOfImage('ImageUntagged', first.image, {
        ...bob.circumstances,
        names: ['app:1', 'app:latest'],
        movedTo: second.image.id,
        at: '2026-03-01T10:00:00Z',
      }),
      factOfImage('ImageTagged', named(second.image, 'app:1', 'app:latest'), {
        ...bob.circumstances,
        names: ['app:1', 'app:latest'],
      }),
    ],
    carol.submission,
    [nameless.content, factOfImage('ImageCreated', nameless.image, carol.circumstances)],
    factOfImage('ImageUntagged', named(second.image, 'app:latest'), { names: ['app:1'] }),
    removalOf('image', first.image, bob.circumstances),
  );
  at = {
    pulled: pulled ?? 0,
    built: built ?? 0,
    rebuilt: rebuilt ?? 0,
    nameless: madeNameless ?? 0,
    untagged: untagged ?? 0,
    gone: gone ?? 0,
  };
});

const one = (ref: string, position: number) => images.images.one({ ref, position });

describe('a dangling image', () => {
  it('tells which build took its name, when and by whom, and what it was tagged as', async () => {
    const image = await one(first.image.id, at.rebuilt);

    expect(image).toMatchObject({ tags: [], state: 'dangling' });
    expect(image.dangling).toEqual({
      reason: 'moved',
      previouslyTaggedAs: ['app:1', 'app:latest'],
      movedTo: second.image.id,
      by: expect.objectContaining({
        type: 'ImageUntagged',
        at: '2026-03-01T10:00:00Z',
        cause: { by: 'job', job: bob.id, name: 'build' },
        actor: { kind: 'token', name: 'bob' },
      }),
      message: `bob (build, job ${bob.id}) pointed app:1, app:latest at ${second.image.id} at 2026-03-01T10:00:00Z.`,
    });
  });

  it('was none before that', async () => {
    expect(await one(first.image.id, at.built)).toMatchObject({
      tags: ['app:1', 'app:latest'],
      state: 'tagged',
      dangling: null,
    });
  });

  it('tells of a build without a tag that it was that', async () => {
    const { dangling } = await one(nameless.image.id, at.nameless);
    expect(dangling).toMatchObject({
      reason: 'never-named',
      previouslyTaggedAs: [],
      movedTo: null,
      by: { type: 'ImageCreated', actor: { name: 'carol' } },
      message: expect.stringMatching(/^carol \(build, job .*\) made it without a tag at /),
    });
  });

  it('tells who took its last name away', async () => {
    const [untagged = 0] = await images.tell(factOfImage('ImageUntagged', second.image, { names: ['app:latest'] }));
    expect((await one(second.image.id, untagged)).dangling).toMatchObject({
      reason: 'removed',
      previouslyTaggedAs: ['app:latest', 'app:1'],
      movedTo: null,
      message: expect.stringMatching(/^somebody past Longshore \(out of band\) took app:latest from it at /),
    });
  });

  it('is told the same when the gain of its name is recorded before its loss', async () => {
    const dave = jobBy('dave', 'tag');
    const old = imageOfLayers('old', ['old'], { tags: ['late:1'] });
    const heir = imageOfLayers('heir', ['heir'], { tags: ['late:1'] });
    const [, , moved = 0, lost = 0] = await images.tell(
      dave.submission,
      [old.content, factOfImage('ImageCreated', old.image), heir.content],
      factOfImage('ImageCreated', heir.image, dave.circumstances),
      factOfImage(
        'ImageUntagged',
        { ...old.image, tags: [] },
        {
          ...dave.circumstances,
          names: ['late:1'],
          movedTo: heir.image.id,
        },
      ),
    );
    for (const position of [moved, lost]) {
      expect((await one(old.image.id, position)).dangling).toMatchObject({
        reason: 'moved',
        previouslyTaggedAs: ['late:1'],
        movedTo: heir.image.id,
        by: { type: 'ImageCreated', actor: { name: 'dave' } },
      });
    }
  });

  it('that was removed and built again without a tag does not tell of the names it had before', async () => {
    const again = imageOfLayers('again', ['again']);
    const [, , , position = 0] = await images.tell(
      again.content,
      factOfImage('ImageCreated', { ...again.image, tags: ['again:1'] }),
      removalOf('image', again.image),
      factOfImage('ImageCreated', again.image, carol.circumstances),
    );
    expect((await one(again.image.id, position)).dangling).toMatchObject({
      reason: 'never-named',
      previouslyTaggedAs: [],
    });
  });
});

describe('where an image came from', () => {
  it('is the job that built it, with its actor and the digest of its context', async () => {
    const { origin } = await one('app:latest', at.built);
    expect(origin).toMatchObject({
      created: { type: 'ImageCreated', actor: { name: 'alice' } },
      job: { id: alice.id, name: 'build', actor: 'alice', submittedAt: expect.stringMatching(/^\d{4}-/) },
      contextDigest: `sha256:${dockerId(`context of ${alice.id}`)}`,
      base: { image: base.image.id, names: ['busybox:latest'], known: 'layers' },
    });
  });

  it('is nobody known when it was made past Longshore', async () => {
    expect((await one('busybox', at.pulled)).origin).toMatchObject({
      created: { cause: { by: 'drift' }, actor: { kind: 'unknown' } },
      job: null,
      contextDigest: null,
      base: null,
    });
  });

  it('is a base that has lost its name or is gone by now', async () => {
    const old = imageOfLayers('old base', ['lost'], { tags: ['base:1'] });
    const made = imageOfLayers('made', ['lost', 'and more'], { tags: ['made:1'] });
    const [, , removed = 0] = await images.tell(
      [old.content, factOfImage('ImageCreated', old.image), made.content],
      factOfImage('ImageCreated', made.image, alice.circumstances),
      removalOf('image', old.image),
    );
    expect((await one('made:1', removed)).origin?.base).toEqual({
      image: old.image.id,
      names: ['base:1'],
      known: 'layers',
    });
  });

  it('is its parent where no image below it had a name', async () => {
    const step = imageOfLayers('a step', ['scratch']);
    const made = imageOfLayers('of a step', ['scratch', 'top'], { tags: ['steps:1'], parent: step.image.id });
    const [, position = 0] = await images.tell(
      [step.content, factOfImage('ImageCreated', step.image), made.content],
      factOfImage('ImageCreated', made.image),
    );
    expect((await one('steps:1', position)).origin?.base).toEqual({ image: step.image.id, names: [], known: 'parent' });
  });
});

describe('who used an image last', () => {
  it('is who created or started a container on it, also when that is gone', async () => {
    const erin = jobBy('erin', 'run');
    const web = containerOf({ name: 'web', image: base.image.id });
    const up = { ...web, state: 'running' };
    const [, created = 0, started = 0, renamed = 0, gone = 0] = await images.tell(
      erin.submission,
      factOfContainer('ContainerCreated', web, erin.circumstances),
      factOfContainer('ContainerStarted', up, erin.circumstances),
      factOfContainer('ContainerRenamed', { ...up, name: 'web2' }, { from: 'web' }),
      removalOf('container', web),
    );
    const lastUsed = async (position: number) => (await one('busybox', position)).lastUsed;
    expect(await lastUsed(created - 1)).toBeNull();
    expect(await lastUsed(created)).toMatchObject({ name: 'web', state: 'created', by: { type: 'ContainerCreated' } });
    expect(await lastUsed(started)).toMatchObject({ state: 'running', by: { type: 'ContainerStarted' } });
    expect(await lastUsed(renamed)).toMatchObject({ state: 'running', by: { actor: { name: 'erin' } } });
    expect(await lastUsed(gone)).toMatchObject({
      container: web.id,
      state: 'removed',
      by: { type: 'ContainerStarted', cause: { by: 'job', job: erin.id, name: 'run' }, actor: { name: 'erin' } },
    });
  });
});
