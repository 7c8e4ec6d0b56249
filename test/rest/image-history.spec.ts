import { factOfImage, factOfContainer, containerOf, removalOf } from '#testing';
import type { StreamAppend } from '#event-sourcing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphView } from '../../apps/api/rest/graph/graph.schemas.js';
import { imagePage, wholeImage } from '../../apps/api/rest/images/images.schemas.js';
import { repositoryPage, tagHistory } from '../../apps/api/rest/repositories/repositories.schemas.js';
import { imageOfLayers, jobBy } from '../images/open-images.js';
import { type Rest, startRest } from './rest.js';

const name = 'registry:5000/team/app:1';
const alice = jobBy('alice', 'build');
const bob = jobBy('bob', 'build');
const first = imageOfLayers('first', ['base', 'one']);
const second = imageOfLayers('second', ['base', 'two']);
const web = containerOf({ name: 'web', image: second.image.id });
const named = ({ image }: typeof first) => ({ ...image, tags: [name] });

describe('images, their names and their graph over REST', () => {
  let rest: Rest;
  /** Alice builds, bob builds again with the same tag, and alice's image is removed. */
  let at: { readonly before: number; readonly alice: number; readonly bob: number; readonly gone: number };
  let timeOfAlice: string;

  beforeAll(async () => {
    rest = await startRest({ worker: false });
    const tell = async (...appends: readonly StreamAppend[]) => {
      const { lastPosition, events } = await rest.runtime.store.append(appends);
      return { position: lastPosition, time: events.at(-1)?.time ?? '' };
    };
    const before = await tell(alice.submission, bob.submission);
    const built = await tell(first.content, factOfImage('ImageCreated', named(first), alice.circumstances));
    timeOfAlice = built.time;
    // A later millisecond, so that the time names the first build alone.
    while (new Date().toISOString() === timeOfAlice);
    const rebuilt = await tell(
      second.content,
      factOfImage('ImageCreated', second.image, bob.circumstances),
      factOfImage('ImageUntagged', first.image, { ...bob.circumstances, names: [name], movedTo: second.image.id }),
      factOfImage('ImageTagged', named(second), { ...bob.circumstances, names: [name] }),
      factOfContainer('ContainerCreated', web),
    );
    const gone = await tell(removalOf('image', first.image));
    at = { before: before.position, alice: built.position, bob: rebuilt.position, gone: gone.position };
  });
  afterAll(() => rest.stop());

  const get = async (path: string) => {
    const { status, body } = await rest.as().get(path);
    return { status, body };
  };
  const ok = async (path: string) => {
    const { status, body } = await get(path);
    expect([path, status, body]).toEqual([path, 200, expect.anything()]);
    return body;
  };
  const idsIn = ({ items }: { items: readonly { readonly id: string }[] }) => items.map(({ id }) => id);

  it('lists images of now and of any moment, named by position or time', async () => {
    const now = imagePage.parse(await ok('/v1/images'));
    expect(idsIn(now)).toEqual([second.image.id]);
    expect(now.position).toBeGreaterThanOrEqual(at.gone);
    expect(idsIn(imagePage.parse(await ok(`/v1/images?at=${at.bob}`)))).toEqual([second.image.id, first.image.id]);
    expect(idsIn(await ok(`/v1/images?at=${at.bob}&dangling=true`))).toEqual([first.image.id]);
    expect(idsIn(await ok(`/v1/images?at=${timeOfAlice}`))).toEqual([first.image.id]);
    expect(await ok(`/v1/images?at=${at.before}`)).toEqual({ position: at.before, items: [], next: null });
  });

  it('gives pages of one moment, whatever happens between them', async () => {
    const { items, next, position } = await ok(`/v1/images?at=${at.bob}&limit=1`);
    const rest = await ok(`/v1/images?at=${at.bob}&limit=1&cursor=${next}`);
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual([second.image.id, first.image.id]);
    expect(rest).toMatchObject({ position, next: null });
    expect(await get(`/v1/images?limit=1&cursor=${next}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    });
  });

  it('tells all of an image, by a name with slashes or encoded, or by its id', async () => {
    for (const ref of [name, encodeURIComponent(name), second.image.id, second.image.id.slice(7, 19)]) {
      const image = wholeImage.parse(await ok(`/v1/images/${ref}`));
      expect(image).toMatchObject({ id: second.image.id, tags: [name], origin: { job: { id: bob.id, actor: 'bob' } } });
      expect(image.lastUsed).toMatchObject({ name: 'web', state: 'created' });
    }
    const dangling = wholeImage.parse(await ok(`/v1/images/${first.image.id}?at=${at.bob}&host=local`));
    expect(dangling).toMatchObject({
      position: at.bob,
      tags: [],
      sharedBytes: 1_000,
      uniqueBytes: 1_000,
      dangling: {
        reason: 'moved',
        previouslyTaggedAs: [name],
        movedTo: second.image.id,
        by: { actor: { name: 'bob' } },
      },
      origin: { contextDigest: expect.stringMatching(/^sha256:/) },
    });
  });

  it('tells what a tag pointed at, and who pointed it there', async () => {
    const path = `/v1/repositories/${encodeURIComponent('registry:5000/team/app')}/tags/1/history`;
    const history = tagHistory.parse(await ok(path));
    expect(history.items).toMatchObject([
      { image: second.image.id, from: { actor: { name: 'bob' } }, until: null },
      { image: first.image.id, from: { actor: { name: 'alice' } }, until: { actor: { name: 'bob' } } },
    ]);
    expect(await ok('/v1/repositories/registry:5000/team/app/tags/1/history')).toMatchObject({ items: history.items });
    expect((await ok(`${path}?at=${at.alice}`)).items).toMatchObject([{ image: first.image.id, until: null }]);
    const repositories = repositoryPage.parse(await ok('/v1/repositories'));
    expect(repositories.items).toEqual([
      { host: 'local', name: 'registry:5000/team/app', tags: [{ tag: '1', image: second.image.id }] },
    ]);
  });

  it('gives the graph as JSON, DOT and Mermaid, as the query or the Accept header wants it', async () => {
    const path = `/v1/graph?node=${encodeURIComponent(name)}&direction=down`;
    const graph = graphView.parse(await ok(path));
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['tag', 'image', 'layer', 'layer']);
    expect(graph.edges).toContainEqual({ kind: 'names', from: name, to: second.image.id, host: 'local' });
    const written = async (path: string, accept = '*/*') => {
      const { headers, text } = await rest.as().get(path).set('accept', accept);
      return { type: headers['content-type'], vary: headers['vary'], text };
    };
    const dot = { type: 'text/vnd.graphviz; charset=utf-8', text: expect.stringMatching(/^digraph images \{/) };
    const mermaid = { type: 'text/vnd.mermaid; charset=utf-8', text: expect.stringMatching(/^flowchart TB\n/) };
    const json = { type: 'application/json; charset=utf-8', vary: 'accept' };
    expect(await written(`${path}&format=dot`)).toMatchObject(dot);
    expect(await written(`${path}&format=mermaid`, 'text/vnd.graphviz')).toMatchObject(mermaid);
    expect(await written(path, 'text/html;q=0.9, text/vnd.graphviz;q=0.5, TEXT/VND.MERMAID ; q=0.8')).toMatchObject(
      mermaid,
    );
    expect(await written(path, 'text/vnd.graphviz')).toMatchObject(dot);
    expect(await written(path, 'text/vnd.graphviz;q=0, image/png')).toMatchObject(json);
    expect(await written(path)).toMatchObject(json);
  });

  it('goes as far from a node, and shows containers, as it is told', async () => {
    const kinds = async (query: string) =>
      graphView.parse(await ok(`/v1/graph?${query}`)).nodes.map(({ kind }) => kind);
    expect(await kinds(`node=${second.image.id}&direction=up&containers=true`)).toEqual([
      'container',
      'tag',
      'image',
      'layer',
    ]);
    expect(await kinds(`node=${second.image.id}&direction=down&depth=1`)).toEqual(['image', 'layer']);
    expect(await kinds('containers=true')).toEqual(['container', 'tag', 'image', 'layer', 'layer']);
    expect(await kinds(`at=${at.before}`)).toEqual([]);
  });

  it.each([
    ['/v1/images?at=tomorrow', 400, 'moment-invalid', /no moment/],
    ['/v1/images?at=2999-01-01T00:00:00Z', 400, 'moment-invalid', /in the future/],
    ['/v1/images/x?at=1999-01-01T00:00:00Z', 400, 'moment-invalid', /before the first event/],
    ['/v1/graph?at=999999999', 400, 'moment-invalid', /the log ends at/],
    ['/v1/repositories?at=0', 400, 'moment-invalid', /before the first event/],
    ['/v1/images?host=moon', 404, 'host-not-found', /local/],
    ['/v1/graph?host=moon', 404, 'host-not-found', /local/],
    ['/v1/repositories/a/tags/b/history?host=moon', 404, 'host-not-found', /local/],
    ['/v1/images?dangling=perhaps', 400, 'args-invalid', /dangling/],
    ['/v1/images?cursor=nonsense', 400, 'cursor-invalid', /another list/],
    ['/v1/images/no-such-image', 404, 'image-not-found', /no image "no-such-image" at that moment/],
    ['/v1/images/%00', 400, 'args-invalid', /NUL/],
    ['/v1/graph?node=no-such-node', 404, 'node-not-found', /no-such-node/],
    ['/v1/graph?direction=up', 400, 'args-invalid', /node/],
    ['/v1/graph?node=a&depth=-1', 400, 'args-invalid', /depth/],
    ['/v1/graph?format=svg', 400, 'args-invalid', /format/],
    ['/v1/repositories/no/such/tags/1/history', 404, 'tag-not-found', /"no\/such" had no tag "1"/],
    ['/v1/repositories/team/app', 404, 'route-not-found', /openapi/],
  ])('refuses %s: %i %s', async (path, status, code, detail) => {
    expect(await get(path)).toEqual({
      status,
      body: expect.objectContaining({ code, detail: expect.stringMatching(detail) }),
    });
  });

  it('refuses what may mean several, and lists them', async () => {
    const likes = ['a', 'b'].map((digit) => ({ ...first.image, id: `sha256:feed${digit.repeat(60)}` }));
    await rest.runtime.store.append(likes.map((image) => factOfImage('ImageCreated', image)));
    for (const path of ['/v1/images/feed', '/v1/graph?node=feed']) {
      const { status, body } = await get(path);
      expect([path, status, body.code]).toEqual([path, 409, 'ambiguous-id']);
      for (const { id } of likes) expect(body.detail).toContain(id);
    }
  });
});
