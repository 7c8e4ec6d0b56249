import { gzipSync } from 'node:zlib';
import { refusalOf, type Sent } from '#testing/fakes';
import type { Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { mostEntries, TarIndex } from './tar-index.js';

const from = (image: string) => `FROM ${image}\nRUN true\n`;

describe('a batch is refused when', () => {
  const list = (...builds: object[]) => ({ builds });
  const plain = { Dockerfile: from('busybox') };
  const a = { name: 'a', tags: ['a:1'] };

  it.each<readonly [string, string, Sent, RegExp]>([
    ['it has no builds', 'batch-empty', { request: {}, context: plain }, /discover/],
    ['there is nothing to be found', 'batch-empty', { request: { discover: true }, context: { x: '' } }, /Dockerfile/],
    ['no context came', 'context-missing', { request: list(a) }, /part "context"/],
    ['nothing came to look in', 'context-missing', { request: { discover: true } }, /part "context"/],
    [
      'a folder is missing',
      'context-not-found',
      { request: list({ ...a, context: 'y' }), context: { 'x/a': '' } },
      /folders are x/,
    ],
    ['a folder is outside', 'context-escapes', { request: list({ ...a, context: '../x' }), context: plain }, /"a"/],
    [
      'a Dockerfile is missing',
      'dockerfile-missing',
      { request: list({ ...a, context: 'x' }), context: { 'x/app.dockerfile': '' } },
      /Build "a".*x\/app\.dockerfile/,
    ],
    [
      'a Dockerfile does not parse',
      'dockerfile-invalid',
      { request: list(a), context: { Dockerfile: 'FROM a\nFLY\n' } },
      /Build "a".*line 2/,
    ],
    ['a name is taken twice', 'batch-build-twice', { request: list(a, a), context: plain }, /"a"/],
    ['a tag is taken twice', 'batch-tag-twice', { request: list(a, { ...a, name: 'b' }), context: plain }, /a:1/],
    ['a need is unknown', 'batch-need-unknown', { request: list({ ...a, needs: ['z'] }), context: plain }, /"z"/],
    [
      'needs go in a circle',
      'batch-cycle',
      { request: list({ ...a, needs: ['b'] }, { name: 'b', needs: ['a'] }), context: plain },
      /a → b → a/,
    ],
    ['a target is unknown', 'batch-target-unknown', { request: { ...list(a), targets: ['b'] }, context: plain }, /"b"/],
    [
      'a tag cannot be made',
      'args-invalid',
      { request: { ...list({ name: 'a b'.replace(' ', '+') }), tagTemplate: 'x/{name}:1' }, context: plain },
      /tagTemplate/,
    ],
    ['a context is of no build', 'args-invalid', { request: list(a), context: plain, own: { b: plain } }, /context\.b/],
    [
      'a URL leads nowhere',
      'source-unreachable',
      { request: list({ ...a, context: 'https://example.com/x.tar' }) },
      /nobody/,
    ],
    ['a tar escapes', 'context-escapes', { request: list(a), context: { ...plain, '../x': '' } }, /"\.\.\/x"/],
    [
      'a tar writes through a link',
      'context-escapes',
      { request: list(a), context: { ...plain, l: { type: 'symlink', linkname: '/etc' }, 'l/x': '' } },
      /"l\/x"/,
    ],
    [
      'a hard link leads out',
      'context-escapes',
      { request: list(a), context: { ...plain, l: { type: 'link', linkname: '../x' } } },
      /"\.\.\/x"/,
    ],
    [
      'a hard link leads nowhere',
      'context-invalid',
      { request: list(a), context: { ...plain, l: { type: 'link', linkname: 'x' } } },
      /"x"/,
    ],
    ['a tar is none', 'context-invalid', { request: list(a), context: Buffer.alloc(2_000, 'x') }, /tar -c/],
    [
      'a gzip is none',
      'context-invalid',
      { request: list(a), context: Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(900)]) },
      /gzip/,
    ],
    [
      'gzip is cut off',
      'context-invalid',
      { request: list(a), context: gzipSync(Buffer.alloc(9_000, 'x')).subarray(0, 30) },
      /gzip/,
    ],
    ['a tar is empty', 'context-missing', { request: list(a), context: Buffer.alloc(1).subarray(0, 0) }, /empty/],
  ])('%s: %s', async (_, code, sent, message) => {
    const error = await refusalOf(sent);
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
    expect(['invalid', 'too-large', 'unprocessable']).toContain(error.kind);
  });

  it('a tar expands a thousandfold, before it has', async () => {
    expect((await refusalOf({ request: list(a), context: gzipSync(Buffer.alloc(80_000_000)) })).code).toBe(
      'context-expands',
    );
  });

  it('a tar has more entries than anybody needs', () => {
    const index = new TarIndex('it');
    const header = { name: 'x', type: 'file', size: 0 } as Header;
    const fill = () => {
      for (let n = 0; n <= mostEntries; n++) index.add(header);
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'context-too-large' }));
  });

  it('builds are more than 5,000', async () => {
    const builds = Array.from({ length: 5_000 }, (_, n) => ({ name: `t${n}` }));
    const request = { builds, discover: true };
    expect((await refusalOf({ request, context: plain })).code).toBe('batch-too-large');
  });
});
