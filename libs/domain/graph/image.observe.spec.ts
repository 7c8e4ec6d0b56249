import { imageOf } from '#testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageEvents, type ImageSnapshot } from './image.events.js';
import { observeImage } from './image.observe.js';

const at = '2026-01-01T12:00:00.000000000Z';
const [app, other] = [imageOf('app'), imageOf('other')];
const tagged = (...tags: readonly string[]) => ({ ...app, tags: [...tags] });

describe('an image', () => {
  it('that is new came with its names', () => {
    given(undefined).when(app).tells(fact('ImageCreated', app));
    const named = tagged('app:1', 'app:latest');
    given(undefined)
      .when(named)
      .tells(fact('ImageCreated', named), fact('ImageTagged', named, { names: ['app:1', 'app:latest'] }));
  });

  it('that is known tells nothing new', () => {
    given(tagged('app:1')).when(tagged('app:1')).tells();
    given(undefined).when(undefined).tells();
  });

  it('gets all its new names in one fact', () =>
    given(tagged('app:1'))
      .when(tagged('app:1', 'app:2', 'app:3'))
      .tells(fact('ImageTagged', tagged('app:1', 'app:2', 'app:3'), { names: ['app:2', 'app:3'] })));

  it('loses its names one after the other, each to its own new holder', () =>
    given(tagged('app:1', 'app:2', 'app:3'), { 'app:1': other.id, 'app:2': app.id })
      .when(tagged('app:3'))
      .tells(
        fact('ImageUntagged', tagged('app:2', 'app:3'), { names: ['app:1'], movedTo: other.id }),
        fact('ImageUntagged', tagged('app:3'), { names: ['app:2'] }),
      ));

  it('loses names before it gets others', () =>
    given(tagged('app:1'))
      .when(tagged('app:2'))
      .tells(
        fact('ImageUntagged', tagged(), { names: ['app:1'] }),
        fact('ImageTagged', tagged('app:2'), { names: ['app:2'] }),
      ));

  it('gets a digest from a registry', () => {
    const pushed = { ...tagged('app:1'), digests: [`app@${app.id}`] };
    given(tagged('app:1')).when(pushed).tells(fact('ImageUpdated', pushed));
  });

  it('that is gone was removed, whatever its names were', () =>
    given(tagged('app:1'))
      .when(undefined)
      .tells({ type: 'ImageRemoved', data: { at, id: app.id } }));
});

describe('whatever has become of an image', () => {
  const names = fc.uniqueArray(fc.constantFrom('app:1', 'app:2', 'app:3', 'app:4')).map((tags) => tags.toSorted());
  const image = fc.record({ tags: names, digests: names }).map((more) => ({ ...app, ...more }));
  const known = fc.option(image, { nil: undefined });
  const holderOf = (name: string) => (name === 'app:1' ? other.id : undefined);

  it('after the facts it is as it was seen, and seeing it again tells nothing', () =>
    fc.assert(
      fc.property(known, image, (before, now) => {
        const last = observeImage(before, now, { at, holderOf }).at(-1);
        expect(last ? 'image' in last.data && last.data.image : before).toEqual(now);
        expect(observeImage(now, now, { at, holderOf })).toEqual([]);
      }),
    ));

  it('each fact fits its schema', () =>
    fc.assert(
      fc.property(known, known, (before, now) => {
        for (const { type, data } of observeImage(before, now, { at, holderOf })) {
          const circumstances = { host: 'local', seen: 'event', cause: { by: 'drift', known: 'a spec' } };
          expect(() => imageEvents[type]?.schema.parse({ ...data, ...circumstances })).not.toThrow();
        }
      }),
    ));
});

/** @param holders which image has a name by now */
function given(known: ImageSnapshot | undefined, holders: Readonly<Record<string, string>> = {}) {
  return {
    when(now: ImageSnapshot | undefined) {
      const changes = observeImage(known, now, { at, holderOf: (name) => holders[name] });
      return { tells: (...facts: readonly object[]) => expect(changes).toEqual(facts) };
    },
  };
}

function fact(type: string, image: ImageSnapshot, more: object = {}) {
  return { type, data: { at, image, ...more } };
}
