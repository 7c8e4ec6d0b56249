import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../rest/context.js';
import { type Rest, startRest } from '../rest/rest.js';

const range = (length: number) => Array.from({ length }, (_, index) => String(index));
const from = (image: string) => `FROM ${image}\n`;

describe('POST /v1/batches', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  const batch = (request: unknown) => (typeof request === 'string' ? request : JSON.stringify(request));
  const post = (query = '') => rest.as().post(`/v1/batches${query}`);
  /** Jobs and batches that are recorded, without refusals. */
  const recorded = async () => {
    const [row] = await rest.runtime.database.prisma.$queryRaw<readonly [{ count: bigint }]>`
      select count(*) from events where type not in ('JobRefused')`;
    return row.count;
  };
  const uploads = async () => {
    const [row] = await rest.runtime.database.prisma.$queryRaw<readonly [{ count: bigint }]>`
      select count(distinct upload) from blob_chunks`;
    return row.count;
  };

  it('takes a list of builds with one context and one of their own, and answers with the batch at once', async () => {
    const credentials = { 'registry.example:5000': { username: 'me', password: 'not-to-be-told' } };
    const request = { name: 'mine', credentials, builds: [{ name: 'a', context: 'x', tags: ['a:1'] }, { name: 'b' }] };
    const [shared, own] = [
      gzipSync(await tarOf({ 'x/Dockerfile': from('busybox') })),
      await tarOf({ Dockerfile: from('a:1') }),
    ];
    const send = () =>
      post()
        .set('idempotency-key', 'mine')
        .field('batch', batch(request))
        .attach('context', shared, 'context.tar.gz')
        .attach('context.b', own, 'b.tar');
    const answer = await send();
    expect([answer.status, answer.headers['location']]).toEqual([202, `/v1/batches/${answer.body.id}`]);
    expect(answer.body).toMatchObject({ name: 'batch', actor: 'admin' });
    const events = await rest.runtime.store.readStream(`batch-${answer.body.id}`);
    expect(events.map(({ type, data }) => [type, data])).toMatchObject([
      [
        'BatchPlanned',
        {
          name: 'mine',
          builds: 2,
          credentials: { 'registry.example:5000': { username: 'me', password: expect.stringMatching(/^secret:/) } },
        },
      ],
      [
        'BatchBuildsPlanned',
        { builds: [{ name: 'a' }, { name: 'b', needs: [{ build: 'a', because: 'base', ref: 'a:1' }] }] },
      ],
    ]);
    expect((await send()).body).toMatchObject({ id: answer.body.id });
  });

  it('tells what it would build, and keeps nothing of it', async () => {
    const [events, blobs] = [await recorded(), await uploads()];
    const answer = await post('?plan=true')
      .field('batch', batch({ discover: true, tagTemplate: 'team/{name}:1' }))
      .attach('context', await tarOf({ 'a/Dockerfile': from('busybox'), 'b/Dockerfile': from('team/a:1') }), 'c.tar');
    expect([answer.status, answer.body.levels]).toEqual([200, [['a'], ['b']]]);
    expect(answer.body.builds[1]).toMatchObject({ name: 'b', context: 'b', dockerfile: '/b/Dockerfile', steps: 1 });
    expect([await recorded(), await uploads()]).toEqual([events, blobs]);
  });

  const a = { name: 'a', tags: ['a:1'] };
  const plain = { Dockerfile: from('busybox') };
  const bad: readonly (readonly [string, unknown, Parameters<typeof tarOf>[0] | Buffer | undefined, number, string])[] =
    [
      ['is not JSON', '{', plain, 400, 'json-invalid'],
      ['has a field that is not known', { color: 1 }, plain, 400, 'args-invalid'],
      ['has no builds', {}, plain, 400, 'batch-empty'],
      ['lacks a Dockerfile', { builds: [a] }, { x: '' }, 400, 'dockerfile-missing'],
      ['has a Dockerfile that does not parse', { builds: [a] }, { Dockerfile: 'FLY' }, 400, 'dockerfile-invalid'],
      ['has a bake file that does not parse', { bake: {} }, { 'docker-bake.json': '{' }, 400, 'bake-invalid'],
      [
        'names a target that is not there',
        { bake: { targets: ['x'] } },
        { 'docker-bake.json': '{}' },
        400,
        'bake-target-unknown',
      ],
      [
        'goes in a circle',
        {
          builds: [
            { ...a, needs: ['b'] },
            { name: 'b', needs: ['a'] },
          ],
        },
        plain,
        400,
        'batch-cycle',
      ],
      ['gives a tag twice', { builds: [a, { ...a, name: 'b' }] }, plain, 400, 'batch-tag-twice'],
      ['has a tar bomb', { builds: [a] }, gzipSync(Buffer.alloc(80_000_000)), 400, 'context-expands'],
      ['has no tar', { builds: [a] }, Buffer.alloc(3_000_000, 'x'), 400, 'context-invalid'],
      ['leads out of its tar', { builds: [a] }, { ...plain, '../x': '' }, 400, 'context-escapes'],
      [
        'fetches from where nothing may be fetched',
        { context: 'https://example.com/x.tar', builds: [a] },
        undefined,
        403,
        'source-refused',
      ],
      [
        'fetches from our own network',
        { context: 'http://127.0.0.1/x.tar', builds: [a] },
        undefined,
        403,
        'source-refused',
      ],
      [
        'has 10,000 builds',
        { builds: Array.from({ length: 10_000 }, (_, n) => ({ name: `t${n}` })) },
        plain,
        400,
        'args-invalid',
      ],
      [
        'bakes 10,000 targets',
        { bake: { definition: { target: { t: { matrix: { a: range(100), b: range(100) }, name: 't${a}x${b}' } } } } },
        plain,
        400,
        'bake-invalid',
      ],
      ['asks for a host that is not there', { builds: [a], policies: { hosts: [] } }, plain, 400, 'args-invalid'],
    ];
  it.each(bad)(
    'a batch that %s is refused, recorded as such, and nothing is queued',
    async (_, request, context, status, code) => {
      const [events, blobs] = [await recorded(), await uploads()];
      const sent = post().field('batch', batch(request));
      if (context)
        void sent.attach('context', Buffer.isBuffer(context) ? context : await tarOf(context), 'context.tar');
      const answer = await sent;
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect([await recorded(), await uploads()]).toEqual([events, blobs]);
      expect(await rest.jobs('?limit=1')).toMatchObject([{ name: 'batch', state: 'refused', error: { code } }]);
    },
  );

  it('wants its parts in order, and known', async () => {
    const tar = await tarOf(plain);
    const codes = [
      await post().attach('context', tar, 'c.tar').field('batch', '{}'),
      await post().field('batch', '{}').attach('other', tar, 'c.tar'),
      await post().set('content-type', 'multipart/form-data').send('x'),
      await post()
        .set('content-type', 'multipart/form-data; boundary=x')
        .send('--x\r\nContent-Disposition: form-data; name="batch"\r\n\r\n{'),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual(Array.from({ length: 4 }, () => [400, 'multipart-invalid']));
  });

  it('is for those who may build', async () => {
    const token = await rest.tokenWith(['read']);
    const answer = await rest.as(token).post('/v1/batches').send({ builds: [] });
    expect([answer.status, answer.body.code]).toEqual([403, 'right-missing']);
  });
});
