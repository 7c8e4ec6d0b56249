import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { filesIn, tarOf } from '#testing/fakes';
import { describe, expect, it } from 'vitest';
import { contextOn } from './dockerfile-on.js';
import { rewriteDockerfile } from './rewrite-dockerfile.js';

const images = { 'base:1': 'sha256:abc', 'registry.example/team/lib': 'made:7', busybox: 'sha256:def' };

describe('a Dockerfile in which images stand in the place of their names', () => {
  it.each<readonly [string, string, string]>([
    ['FROM', 'FROM base:1', 'FROM sha256:abc'],
    ['FROM with a platform and a stage', 'from --platform=$T base:1 as x', 'from --platform=$T sha256:abc as x'],
    ['FROM of a name that a keyword or the stage has too', 'FROM busybox AS busybox', 'FROM sha256:def AS busybox'],
    ['FROM by another spelling', 'FROM docker.io/library/busybox:latest', 'FROM sha256:def'],
    ['FROM with a tag that is left out', 'FROM registry.example/team/lib:latest', 'FROM made:7'],
    ['FROM by an argument', 'ARG B=base\nFROM ${B}:${V:-1}\n', 'ARG B=base\nFROM sha256:abc\n'],
    ['COPY --from', 'FROM a\nCOPY --chown=1 --from=base:1 /x /y', 'FROM a\nCOPY --chown=1 --from=sha256:abc /x /y'],
    ['COPY --from in quotes', 'FROM a\nCOPY --from="base:1" /x /y', 'FROM a\nCOPY --from=sha256:abc /x /y'],
    [
      'RUN --mount',
      'FROM a\nRUN --mount=type=bind,from=base:1,target=/b --mount=from=base:1,target=/c from=base:1 /b',
      'FROM a\nRUN --mount=type=bind,from=sha256:abc,target=/b --mount=from=sha256:abc,target=/c from=base:1 /b',
    ],
    ['RUN --mount with a capital', 'FROM a\nRUN --mount=FROM=base:1 x', 'FROM a\nRUN --mount=from=sha256:abc x'],
    [
      'ONBUILD',
      'FROM a AS x\nONBUILD COPY --from=base:1 / /\nFROM x',
      'FROM a AS x\nONBUILD COPY --from=sha256:abc / /\nFROM x',
    ],
    ['what is continued', 'FROM \\\n  base:1\\\n AS x\n', 'FROM \\\n  sha256:abc\\\n AS x\n'],
    ['a name on two lines', 'FROM ba\\\nse:1 AS x\n', 'FROM sha256:abc\\\n AS x\n'],
    [
      'what has comments in between',
      'FROM a\nCOPY \\\n# --from=base:1 is it\n\n  --from=base:1 /x /y\n',
      'FROM a\nCOPY \\\n# --from=base:1 is it\n\n  --from=sha256:abc /x /y\n',
    ],
    ['another escape', '# escape=`\nFROM `\nbase:1\n', '# escape=`\nFROM `\nsha256:abc\n'],
    ['lines with CRLF', 'FROM base:1\r\nRUN a \\\r\n b\r\n', 'FROM sha256:abc\r\nRUN a \\\r\n b\r\n'],
    ['a byte order mark', '\uFEFFFROM base:1\n', '\uFEFFFROM sha256:abc\n'],
    [
      'a heredoc',
      'FROM base:1\nRUN --mount=from=base:1 <<E\nFROM base:1\n--mount=from=base:1\nE\nCOPY --from=base:1 / /\n',
      'FROM sha256:abc\nRUN --mount=from=sha256:abc <<E\nFROM base:1\n--mount=from=base:1\nE\nCOPY --from=sha256:abc / /\n',
    ],
  ])('of %s', (_, text, expected) => expect(rewriteDockerfile(text, { images, args: {} })).toBe(expected));

  it.each([
    ['a comment', '# FROM base:1\nFROM a\n'],
    ['a stage of that name', 'FROM a AS base:1\nFROM a AS busybox\nFROM busybox\nCOPY --from=busybox / /\n'],
    ['another tag', 'FROM base:10\nFROM base\nCOPY --from=base:1.2 / /\n'],
    ['what only holds the name', 'FROM a\nRUN echo --from=base:1 --mount=from=base:1\nLABEL x="FROM base:1"\n'],
    ['a variable in --from, which no builder substitutes', 'ARG B=base:1\nFROM a\nCOPY --from=$B / /\n'],
    ['what is no Dockerfile', 'base:1\n\0FROM'],
  ])('leaves %s as it is', (_, text) => expect(rewriteDockerfile(text, { images, args: {} })).toBe(text));

  it('takes the arguments that the build is given', () => {
    const text = 'ARG B=a\nFROM $B\n';
    expect(rewriteDockerfile(text, { images, args: { B: 'base:1' } })).toBe('ARG B=a\nFROM sha256:abc\n');
    expect(rewriteDockerfile(text, { images, args: {} })).toBe(text);
  });
});

describe('a context on images', () => {
  const standing = { images, args: {} };

  it.each([
    ['plain', (tar: Buffer) => tar],
    ['gzip', (tar: Buffer) => gzipSync(tar)],
  ])('has its Dockerfile changed and all else as it was: %s', async (_, as) => {
    const large = Buffer.alloc(300_000, 'large');
    const long = `${'deep/'.repeat(30)}x`;
    const context = {
      './docker/x': 'FROM base:1\n',
      Dockerfile: 'FROM base:1\n',
      large,
      [long]: 'x',
      link: { type: 'symlink', linkname: 'large' },
      empty: '',
    } as const;
    const tar = as(await tarOf(context));
    // In pieces, as it comes from the blob store.
    const pieces = Readable.from([tar.subarray(0, 1), tar.subarray(1, 700), tar.subarray(700)]);
    const changed = await buffer(Readable.from(contextOn(pieces, 'docker/x', standing)));
    expect(await filesIn(changed)).toEqual({
      './docker/x': 'FROM sha256:abc\n',
      Dockerfile: 'FROM base:1\n',
      large: large.toString(),
      [long]: 'x',
      link: '→ large',
      empty: '',
    });
  });

  it('fails as its source does', async () => {
    const broken = async function* () {
      yield (await tarOf({ a: 'x'.repeat(2_000) })).subarray(0, 1_000);
      throw new Error('it broke off');
    };
    await expect(buffer(Readable.from(contextOn(broken(), 'Dockerfile', standing)))).rejects.toThrow('it broke off');
  });
});
