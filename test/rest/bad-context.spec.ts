import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from './context.js';
import { type Rest, startRest } from './rest.js';

const dockerfile = 'FROM busybox\n';

describe('a bad build context', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  async function build(context: Uint8Array, query = '') {
    const response = await fetch(`${rest.url}/v1/builds?tag=${rest.name('bad')}:1${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rest.token}`, 'content-type': 'application/x-tar' },
      body: new Uint8Array(context),
    });
    return { status: response.status, body: (await response.json()) as { code: string; detail: string } };
  }

  const contexts: readonly (readonly [what: string, make: () => Promise<Uint8Array>, code: string, detail: RegExp])[] =
    [
      [
        'is truncated',
        async () => (await tarOf({ Dockerfile: dockerfile, big: 'x'.repeat(5_000) })).subarray(0, 3_000),
        'context-invalid',
        /whole tar/,
      ],
      [
        'is truncated in its gzip',
        async () => gzipSync(await tarOf({ Dockerfile: dockerfile })).subarray(0, 60),
        'context-invalid',
        /whole tar/,
      ],
      ['is not a tar', async () => Buffer.from('x'.repeat(100_000)), 'context-invalid', /tar -c/],
      ['is not a tar in its gzip', async () => gzipSync('hello'.repeat(1_000)), 'context-invalid', /tar -c/],
      ['is large and not a tar', async () => Buffer.alloc(32 * 1_048_576, 'x'), 'context-invalid', /tar -c/],
      [
        'leaves its root by ..',
        () => tarOf({ Dockerfile: dockerfile, '../../etc/passwd': 'x' }),
        'context-escapes',
        /"\.\.\/\.\.\/etc\/passwd"/,
      ],
      [
        'leaves its root by .. within',
        () => tarOf({ Dockerfile: dockerfile, 'a/../../b': 'x' }),
        'context-escapes',
        /outside its root/,
      ],
      [
        'has an absolute path',
        () => tarOf({ Dockerfile: dockerfile, '/etc/passwd': 'x' }),
        'context-escapes',
        /"\/etc\/passwd"/,
      ],
      [
        'leaves its root by a hard link',
        () => tarOf({ Dockerfile: dockerfile, link: { type: 'link', linkname: '../../etc/shadow' } }),
        'context-escapes',
        /etc\/shadow/,
      ],
      [
        'writes through a link out of its root',
        () => tarOf({ Dockerfile: dockerfile, out: { type: 'symlink', linkname: '/etc' }, 'out/passwd': 'x' }),
        'context-escapes',
        /"out\/passwd"/,
      ],
      [
        'expands a thousandfold',
        async () =>
          gzipSync(await tarOf({ Dockerfile: dockerfile, zeros: '\0'.repeat(150 * 1_048_576) }), { level: 9 }),
        'context-expands',
        /100 times/,
      ],
      ['is empty', async () => Buffer.alloc(0), 'context-missing', /tar -c/],
      ['has no Dockerfile', () => tarOf({ readme: 'x' }), 'dockerfile-missing', /"Dockerfile"/],
      [
        'has its Dockerfile elsewhere',
        () => tarOf({ 'docker/Dockerfile': dockerfile }),
        'dockerfile-missing',
        /docker\/Dockerfile: name it with \?dockerfile=/,
      ],
      ['has a header without end', () => endlessHeader(), 'context-invalid', /Header exceeds/],
    ];
  for (const [what, make, code, detail] of contexts) {
    it(`that ${what} is refused with its reason, and recorded`, async () => {
      const { status, body } = await build(await make());
      expect([status, body.code, body.detail]).toEqual([400, code, expect.stringMatching(detail)]);
      expect(await rest.jobs('?limit=1')).toMatchObject([
        { name: 'build', actor: 'admin', state: 'refused', error: { code, message: body.detail } },
      ]);
    });
  }

  const dockerfiles: readonly (readonly [what: string, text: string, detail: RegExp])[] = [
    ['an unknown instruction', 'FROM busybox\nFLY away\n', /Dockerfile, line 2: unknown instruction FLY/],
    ['an instruction without argument', 'FROM busybox\nRUN\n', /line 2: RUN needs an argument/],
    ['no FROM', '# nothing\n', /no FROM/],
    ['something before FROM', 'RUN true\nFROM busybox\n', /line 1: RUN comes before FROM/],
    ['more than 1 MiB', `FROM busybox\n${'# long\n'.repeat(160_000)}`, /larger than 1 MiB/],
  ];
  for (const [what, text, detail] of dockerfiles) {
    it(`whose Dockerfile has ${what} is refused with the line`, async () => {
      const { status, body } = await build(await tarOf({ Dockerfile: text }));
      expect([status, body.code, body.detail]).toEqual([400, 'dockerfile-invalid', expect.stringMatching(detail)]);
    });
  }

  it('is refused for its query too: tags, arguments and flags', async () => {
    const context = await tarOf({ Dockerfile: dockerfile });
    for (const query of [
      '&tag=UPPER',
      '&arg=NOVALUE',
      '&builder=kaniko',
      '&noCache=perhaps',
      '&nice=99',
      '&color=blue',
      '&secretArg=NOTHING',
      '&arg=A=%00',
      '&dockerfile=',
      '&host=moon',
    ]) {
      const { status, body } = await build(context, query);
      expect([query, status]).toEqual([query, query === '&host=moon' ? 404 : 400]);
      expect(body.detail).not.toBe('');
    }
  });

  it('may have links inside, a Dockerfile that is a link, and entries of every kind', async () => {
    const context = await tarOf({
      'docker/Dockerfile': dockerfile,
      Dockerfile: { type: 'symlink', linkname: 'docker/Dockerfile' },
      folder: { type: 'directory' },
      'folder/out': { type: 'symlink', linkname: '/etc/passwd' },
      'folder/up': { type: 'symlink', linkname: '../docker' },
      'folder/up/file': 'x',
      copy: { type: 'link', linkname: 'docker/Dockerfile' },
      './--/..hidden': 'x',
    });
    expect((await build(context)).status).toBe(202);
  });

  it('leaves none of its bytes behind, and the process as healthy as before', async () => {
    const orphans = await rest.runtime.database.prisma
      .$queryRaw`select distinct upload from blob_chunks where upload not in (select upload from blobs)`;
    expect(orphans).toEqual([]);
    expect((await fetch(`${rest.url}/readyz`)).status).toBe(200);
  });
});

/** A tar whose second entry claims a name of 8 GiB; it is all header. */
async function endlessHeader(): Promise<Uint8Array> {
  const start = (await tarOf({ Dockerfile: dockerfile })).subarray(0, 1_024);
  const header = Buffer.from((await tarOf({ name: '' })).subarray(0, 512));
  header.write('77777777777', 124, 'latin1');
  header.write('L', 156, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([start, header, Buffer.alloc(8 * 1_048_576, 'x')]);
}
