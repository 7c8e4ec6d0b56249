import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, type Walk } from './graph-walk.js';
import type { ImageLayer } from './image.events.js';
import { type ContainerOnHost, imageGraph, type ImageOnHost, type TagOnHost } from './image-graph.js';

/** Layers by a word: `abc` is c on b on a, whose chain ids are `a`, `ab` and `abc`. */
function layersOf(word: string): readonly ImageLayer[] {
  return [...word].map((letter, index) => ({
    diffId: letter,
    chainId: word.slice(0, index + 1),
    size: 1_000,
    instruction: `RUN ${letter}`,
  }));
}

function image(id: string, word: string, more: Partial<ImageOnHost> = {}): ImageOnHost {
  return { host: 'local', image: id, size: word.length * 1_000, layers: layersOf(word), ...more };
}

function tag(name: string, image: string, host = 'local'): TagOnHost {
  return { host, name, image };
}

function container(name: string, image: string): ContainerOnHost {
  return { host: 'local', id: `id of ${name}`, name, image, state: 'running' };
}

/** base ◄ step ◄ app, built step by step; lib on the same base, built without parents; other has nothing to do with them. */
const graph = imageGraph({
  images: [
    image('base', 'ab'),
    image('step', 'abc', { parent: 'base' }),
    image('app', 'abcd', { parent: 'step' }),
    image('lib', 'abx'),
    image('other', 'o'),
  ],
  tags: [tag('base:1', 'base'), tag('app:1', 'app'), tag('app:latest', 'app'), tag('other:1', 'other')],
  containers: [container('web', 'app')],
});

const idsOf = ({ nodes }: { readonly nodes: readonly { readonly id: string }[] }) =>
  nodes.map(({ id }) => id).toSorted();
const walk = (start: string, direction: Walk['direction'], depth?: number) =>
  idsOf(around(graph, start, { direction, ...(depth !== undefined && { depth }) }));

describe('the image graph', () => {
  it('has layers, images, tags and containers, each once', () => {
    expect(graph.nodes.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'container id of web',
      'tag base:1',
      'tag app:1',
      'tag app:latest',
      'tag other:1',
      'image base',
      'image step',
      'image app',
      'image lib',
      'image other',
      'layer a',
      'layer ab',
      'layer abc',
      'layer abcd',
      'layer abx',
      'layer o',
    ]);
  });

  it('leads from what stands on something to what it stands on', () => {
    expect(graph.edges.map(({ kind, from, to }) => `${from} ${kind} ${to}`)).toEqual([
      'id of web runs app',
      'base:1 names base',
      'app:1 names app',
      'app:latest names app',
      'other:1 names other',
      'base has ab',
      'ab parent a',
      'step parent base',
      'step has abc',
      'abc parent ab',
      'app parent step',
      'app has abcd',
      'abcd parent abc',
      'lib has abx',
      'abx parent ab',
      'other has o',
    ]);
  });

  it('tells of each node what there is to tell', () => {
    const node = (id: string) => graph.nodes.find((node) => node.id === id);
    expect(node('abc')).toEqual({ kind: 'layer', id: 'abc', diffId: 'c', size: 1_000, instruction: 'RUN c' });
    expect(node('app')).toEqual({
      kind: 'image',
      id: 'app',
      size: 4_000,
      hosts: ['local'],
      tags: ['app:1', 'app:latest'],
    });
    expect(node('id of web')).toEqual({
      kind: 'container',
      id: 'id of web',
      name: 'web',
      host: 'local',
      state: 'running',
    });
  });

  it('has one image where two hosts have it, and one tag that points at two', () => {
    const { nodes, edges } = imageGraph({
      images: [image('one', 'ab'), image('one', 'ab', { host: 'lab' }), image('two', 'ac', { host: 'lab' })],
      tags: [tag('app:1', 'one'), tag('app:1', 'two', 'lab')],
      containers: [],
    });
    expect(nodes.map(({ id }) => id)).toEqual(['app:1', 'one', 'two', 'a', 'ab', 'ac']);
    expect(nodes[1]).toMatchObject({ hosts: ['lab', 'local'] });
    expect(edges.filter(({ kind }) => kind === 'names')).toEqual([
      { kind: 'names', from: 'app:1', to: 'one', host: 'local' },
      { kind: 'names', from: 'app:1', to: 'two', host: 'lab' },
    ]);
  });

  it('leads nowhere where an image or a parent is not there any more', () => {
    const { edges } = imageGraph({
      images: [image('app', '', { parent: 'gone' })],
      tags: [],
      containers: [container('web', 'gone')],
    });
    expect(edges).toEqual([]);
  });
});

describe('a walk in the graph', () => {
  it('up from a layer finds what is built on it, and what runs on it', () => {
    expect(walk('abc', 'up')).toEqual(['abc', 'abcd', 'app', 'app:1', 'app:latest', 'id of web', 'step']);
  });

  it('up from an image finds also what a builder made of it that keeps no parents', () => {
    expect(walk('base', 'up')).toEqual(expect.arrayContaining(['step', 'app', 'lib', 'id of web']));
    expect(walk('base', 'up')).not.toContain('a');
    expect(walk('base', 'up')).not.toContain('other');
  });

  it('up from a tag finds what is above its image', () => {
    expect(walk('base:1', 'up')).toEqual(walk('base', 'up'));
  });

  it('down from a container finds its image, its layers, and the images below', () => {
    expect(walk('id of web', 'down')).toEqual(['a', 'ab', 'abc', 'abcd', 'app', 'base', 'id of web', 'step']);
  });

  it('down from an image finds the base that its layers tell of', () => {
    expect(walk('lib', 'down')).toEqual(['a', 'ab', 'abx', 'base', 'lib']);
  });

  it('goes both ways, each for itself', () => {
    expect(walk('step', 'both')).toEqual([...new Set([...walk('step', 'up'), ...walk('step', 'down')])].toSorted());
    expect(walk('step', 'both')).not.toContain('lib');
  });

  it('goes as far as it is told', () => {
    expect(walk('abc', 'up', 0)).toEqual(['abc']);
    expect(walk('abc', 'up', 1)).toEqual(['abc', 'abcd', 'step']);
    expect(walk('abc', 'up', 2)).toEqual(['abc', 'abcd', 'app', 'step']);
  });

  it('keeps every edge between what it found, and no other', () => {
    const found = around(graph, 'step', { direction: 'down' });
    expect(found.edges.map(({ kind, from, to }) => `${from} ${kind} ${to}`)).toEqual([
      'base has ab',
      'ab parent a',
      'step parent base',
      'step has abc',
      'abc parent ab',
    ]);
  });

  it('does not go on to another host by a name that both have', () => {
    const twoHosts = imageGraph({
      images: [image('one', 'a'), image('two', 'b', { host: 'lab' })],
      tags: [tag('app:1', 'one'), tag('app:1', 'two', 'lab')],
      containers: [],
    });
    expect(idsOf(around(twoHosts, 'one', { direction: 'up' }))).toEqual(['a', 'app:1', 'one']);
    expect(idsOf(around(twoHosts, 'app:1', { direction: 'up' }))).toEqual(['a', 'app:1', 'b', 'one', 'two']);
  });

  it('finds a node below all that it finds above it, and above an image all that has its layers', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[ab]{1,5}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, (words) => {
        const graph = imageGraph({
          images: words.map((word) => image(`image ${word}`, word)),
          tags: [],
          containers: [],
        });
        const [word = ''] = words;
        const above = idsOf(around(graph, `image ${word}`, { direction: 'up' }));
        expect(above.filter((id) => id.startsWith('image '))).toEqual(
          words
            .filter((other) => other.startsWith(word))
            .map((other) => `image ${other}`)
            .toSorted(),
        );
        for (const id of above) expect(idsOf(around(graph, id, { direction: 'down' }))).toContain(`image ${word}`);
      }),
    );
  });
});
