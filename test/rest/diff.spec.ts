import { randomUUIDv7 } from 'node:crypto';
import {
  byJob,
  containerOf,
  factOfContainer,
  factOfImage,
  factOfNetwork,
  factOfVolume,
  imageOf,
  networkOf,
  removalOf,
  volumeOf,
} from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const job = randomUUIDv7();
const byAlice = {
  cause: byJob(job, 'tag'),
  metadata: { actor: { kind: 'token', name: 'alice' }, correlationId: job },
} as const;
const image = imageOf('app', { tags: ['app:1'] });
const [kept, gone, fresh] = ['kept', 'gone', 'fresh'].map((name) => containerOf({ name }));
const container = kept ?? containerOf();

let told: Told;
let [from, to] = [0, 0];
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    [factOfImage('ImageCreated', image), factOfContainer('ContainerCreated', container)],
    factOfContainer('ContainerCreated', gone ?? container),
    factOfContainer('ContainerCreated', fresh ?? container),
    factOfContainer('ContainerStarted', { ...container, state: 'running' }),
    factOfImage('ImageTagged', { ...image, tags: ['app:1', 'app:2'] }, { ...byAlice, names: ['app:2'] }),
    removalOf('container', gone ?? container, byAlice),
    factOfNetwork(networkOf('sea')),
    factOfVolume(volumeOf('data'), { host: 'elsewhere' }),
  );
  [from, to] = [positions[1] ?? 0, positions.at(-1) ?? 0];
});
afterAll(() => told.stop());

describe('GET /v1/diff', () => {
  it('tells what was added, removed and changed, with the causes', async () => {
    const { body } = await told.ask(`/v1/diff?from=${from}&to=${to}`);
    expect(body).toMatchObject({ from, to, next: null });
    expect(body.items).toMatchObject([
      {
        kind: 'container',
        change: 'changed',
        name: 'kept',
        changes: { state: { before: 'created', after: 'running' } },
        causes: [{ type: 'ContainerStarted', cause: { by: 'drift' } }],
      },
      {
        kind: 'container',
        change: 'removed',
        name: 'gone',
        changes: {},
        causes: [{ type: 'ContainerRemoved', cause: { by: 'job', job, name: 'tag' }, actor: { name: 'alice' } }],
      },
      { kind: 'container', change: 'added', name: 'fresh', changes: { name: { before: null, after: 'fresh' } } },
      {
        kind: 'image',
        change: 'changed',
        name: 'app:1',
        changes: { tags: { before: ['app:1'], after: ['app:1', 'app:2'] } },
        causes: [{ type: 'ImageTagged', actor: { name: 'alice' } }],
      },
      { kind: 'network', change: 'added', name: 'sea' },
      { kind: 'volume', change: 'added', name: 'data', host: 'elsewhere' },
    ]);
  });

  it('goes to now when no later moment is given, and may be about one kind or one host', async () => {
    const names = async (query: string) =>
      (await told.ask(`/v1/diff?from=${from}${query}`)).body.items.map(({ name }) => name);
    expect(await names('')).toEqual(['kept', 'gone', 'fresh', 'app:1', 'sea', 'data']);
    expect(await names('&kind=image')).toEqual(['app:1']);
    expect(await names('&host=elsewhere')).toEqual(['data']);
    expect(await names(`&to=${from}`)).toEqual([]);
  });

  it('comes in pages of the same two moments', async () => {
    const names: unknown[] = [];
    const first = (await told.ask(`/v1/diff?from=${from}&limit=4`)).body;
    await told.tell(removalOf('container', fresh ?? container));
    const second = (await told.ask(`/v1/diff?from=${from}&limit=4&cursor=${first.next}`)).body;
    names.push(...first.items.map(({ name }) => name), ...second.items.map(({ name }) => name));
    expect(names).toEqual(['kept', 'gone', 'fresh', 'app:1', 'sea', 'data']);
    expect([second['to'], second.next]).toEqual([first['to'], null]);
  });

  it('refuses a moment that comes after the other', async () => {
    const { status, body } = await told.ask(`/v1/diff?from=${to}&to=${from}`);
    expect([status, body.code, body.detail]).toEqual([400, 'moment-invalid', expect.stringContaining('`from`')]);
    expect((await told.ask(`/v1/diff?from=${to}&to=2026-01-01T00:00:00Z`)).body.code).toBe('moment-invalid');
    const without = await told.ask('/v1/diff');
    expect([without.status, without.body.detail]).toEqual([400, expect.stringContaining('from')]);
  });
});
