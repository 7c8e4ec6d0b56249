import { reservationTag } from '#domain';
import type { GraphWish } from '#read-models';
import { containerOf, dockerId, factOfContainer, factOfImage, imageOf, removalOf } from '#testing';
import { expectCode } from '#testing/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageOfLayers, openImages } from './open-images.js';

const images = await openImages();
afterAll(() => images.close());

/** The chain id of these layers. */
const chain = (...layers: readonly string[]) => `sha256:${dockerId(layers.join(' '))}`;

/** base ◄ step ◄ app by parents; lib on base by its layers alone; other stands alone, as does bare, which has no layers. */
const made = {
  base: imageOfLayers('base', ['a', 'b'], { tags: ['base:latest'] }),
  step: imageOfLayers('step', ['a', 'b', 'c'], { parent: imageOf('base').id }),
  app: imageOfLayers('app', ['a', 'b', 'c', 'd'], {
    parent: imageOf('step').id,
    tags: ['app:1', 'app:2', reservationTag('0199')],
  }),
  lib: imageOfLayers('lib', ['a', 'b', 'x']),
  other: imageOfLayers('other', ['o'], { tags: ['other:1'] }),
  bare: imageOfLayers('bare', []),
};
const web = containerOf({ name: 'web', image: made.app.image.id });
const nameOf = new Map([
  ...Object.entries(made).map(([name, { image }]) => [image.id, name] as const),
  ...[['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a', 'b', 'x'], ['o']].map(
    (layers) => [chain(...layers), layers.join('')] as const,
  ),
  [web.id, 'web'],
]);
let now = 0;

beforeAll(async () => {
  const [, position] = await images.tell(
    Object.values(made).flatMap(({ image, content }) => [content, factOfImage('ImageCreated', image)]),
    factOfContainer('ContainerCreated', web),
  );
  now = position ?? 0;
});

/** The names of what is in the graph. */
async function graph(wish: Partial<GraphWish> = {}): Promise<readonly string[]> {
  const { nodes } = await images.graph.graph({ position: now, direction: 'both', containers: false, ...wish });
  return nodes.map(({ id }) => nameOf.get(id) ?? id).toSorted();
}

describe('the image graph', () => {
  it('has everything that was there, when no node is named', async () => {
    const all = ['a', 'ab', 'abc', 'abcd', 'abx', 'app', 'app:1', 'app:2', 'bare', 'base', 'base:latest'];
    const rest = ['lib', 'o', 'other', 'other:1', 'step'];
    expect(await graph()).toEqual([...all, ...rest]);
    expect(await graph({ containers: true })).toEqual([...all, ...rest, 'web'].toSorted());
    expect(await graph({ host: 'lab' })).toEqual([]);
  });

  it('tells of layers their size and instruction', async () => {
    const { nodes } = await images.graph.graph({ position: now, direction: 'both', containers: false });
    expect(nodes.find(({ id }) => id === chain('a', 'b'))).toEqual({
      kind: 'layer',
      id: chain('a', 'b'),
      diffId: `sha256:${dockerId('b')}`,
      size: 1_000,
      instruction: 'RUN b',
    });
  });

  const app = ['app', 'app:1', 'app:2'];
  it.each<readonly [string, GraphWish['direction'], readonly string[]]>([
    [chain('a', 'b', 'c'), 'up', ['abc', 'abcd', ...app, 'step']],
    [chain('a', 'b', 'c'), 'down', ['a', 'ab', 'abc', 'base', 'step']],
    ['base', 'up', ['ab', 'abc', 'abcd', 'abx', ...app, 'base', 'base:latest', 'lib', 'step']],
    ['base:latest', 'down', ['a', 'ab', 'base', 'base:latest']],
    ['app:2', 'down', ['a', 'ab', 'abc', 'abcd', 'app', 'app:2', 'base', 'step']],
    [made.lib.image.id, 'both', ['a', 'ab', 'abx', 'base', 'lib']],
    ['web', 'down', ['a', 'ab', 'abc', 'abcd', 'app', 'base', 'step', 'web']],
    [web.id.slice(0, 12), 'up', ['web']],
    [made.step.image.id.slice('sha256:'.length, 20), 'up', ['abc', 'abcd', ...app, 'step']],
    [made.bare.image.id, 'both', ['bare']],
  ])('around %s, %s, has what is there', async (node, direction, names) => {
    expect(await graph({ node, direction })).toEqual(names);
  });

  it('from a layer upward has what runs on it', async () => {
    const wish = { node: chain('a', 'b', 'c'), direction: 'up', containers: true } as const;
    expect(await graph(wish)).toEqual(['abc', 'abcd', ...app, 'step', 'web']);
    expect(await graph({ ...wish, depth: 1 })).toEqual(['abc', 'abcd', 'step']);
  });

  it('has what was there at the moment, and not what came or went since', async () => {
    const [gone = 0] = await images.tell(removalOf('image', made.lib.image));
    expect(await graph({ node: 'base', direction: 'up', position: gone })).not.toContain('lib');
    expect(await graph({ node: 'base', direction: 'up' })).toContain('lib');
    await expectCode(graph({ node: made.lib.image.id, position: gone }), 'node-not-found');
  });

  it('is of all hosts, or of one', async () => {
    const far = imageOfLayers('far', ['a', 'b', 'far'], { tags: ['app:1', 'far:1'] });
    const [, position = 0] = await images.tell(
      [far.content, factOfImage('ImageCreated', far.image, { host: 'lab' })],
      factOfImage('ImageCreated', made.base.image, { host: 'lab' }),
    );
    expect(await graph({ node: chain('a', 'b'), direction: 'up', position })).toEqual(
      expect.arrayContaining(['app', 'base', far.image.id, 'far:1']),
    );
    expect(await graph({ node: chain('a', 'b'), direction: 'up', position, host: 'lab' })).toEqual(
      ['ab', 'app:1', 'base', 'base:latest', far.image.id, chain('a', 'b', 'far'), 'far:1'].toSorted(),
    );
    const { nodes, edges } = await images.graph.graph({
      position,
      node: 'app:1',
      direction: 'down',
      containers: false,
    });
    expect(nodes.filter(({ kind }) => kind === 'image').map(({ id }) => nameOf.get(id) ?? id)).toEqual(
      expect.arrayContaining(['app', far.image.id]),
    );
    expect(edges).toContainEqual({ kind: 'names', from: 'app:1', to: far.image.id, host: 'lab' });
    expect(nodes).toContainEqual(expect.objectContaining({ id: made.base.image.id, hosts: ['lab', 'local'] }));
  });

  it('has a container whose image is gone, alone', async () => {
    const lone = containerOf({ name: 'lone', image: imageOf('gone').id });
    const [position = 0] = await images.tell(factOfContainer('ContainerCreated', lone));
    expect(await graph({ node: 'lone', position })).toEqual([lone.id]);
  });

  it('refuses a node that is not there, and one that may be several', async () => {
    await expectCode(graph({ node: 'nothing' }), 'node-not-found');
    await expectCode(graph({ node: '' }), 'node-not-found');
    await expectCode(graph({ node: reservationTag('0199') }), 'node-not-found');
    await expect(graph({ node: 'sha256:' })).rejects.toMatchObject({ code: 'node-not-found' });
    const id = made.other.image.id.slice(7, 12);
    const twin = containerOf({ name: 'twin', id: id.padEnd(64, '0') });
    const [position = 0] = await images.tell(factOfContainer('ContainerCreated', twin));
    await expect(graph({ node: id, position })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'ambiguous-id',
      message: expect.stringContaining(`container ${twin.id}, image ${made.other.image.id}`),
    });
    expect(await graph({ node: `sha256:${id}`, position, direction: 'up' })).toEqual(['o', 'other', 'other:1']);
  });
});
