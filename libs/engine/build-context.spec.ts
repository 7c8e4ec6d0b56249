import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { checkedContext } from './build-context.js';

const dockerfile = 'FROM busybox\nRUN echo hello\n';

async function tar(
  entries: readonly (readonly [Partial<Header> & Pick<Header, 'name'>, (string | Buffer)?])[],
): Promise<Buffer> {
  const tape = pack();
  for (const [header, text] of entries) tape.entry(header, text ?? '');
  tape.finalize();
  return buffer(tape);
}

const file = (name: string, text: string | Buffer) => [{ name }, text] as const;

/** What comes out when the bytes come in pieces of this size. */
async function passed(bytes: Uint8Array, { name = 'Dockerfile', size = 1_000 } = {}): Promise<Buffer> {
  async function* pieces() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  }
  return buffer(checkedContext(pieces(), name));
}

const code = (expected: string) => expect.objectContaining({ name: 'DomainError', kind: 'invalid', code: expected });

describe('a build context', () => {
  it.each([
    ['plain', 1_000],
    ['plain', 1],
    ['gzip', 1_000],
    ['gzip', 1],
  ])('%s, in pieces of %i, is passed on byte for byte', async (form, size) => {
    const plain = await tar([file('./Dockerfile', dockerfile), file('dir/a', randomBytes(3_000))]);
    const bytes = form === 'gzip' ? gzipSync(plain) : plain;
    expect((await passed(bytes, { size })).equals(bytes)).toBe(true);
  });

  it('may have its Dockerfile elsewhere', async () => {
    const bytes = await tar([file('deploy/app.Dockerfile', `ARG tag\n${dockerfile}`)]);
    expect(await passed(bytes, { name: './deploy/app.Dockerfile' })).toEqual(bytes);
  });

  it('may have instructions of its own, with a syntax directive', async () => {
    const bytes = await tar([file('Dockerfile', '# syntax=team/frontend\nSUMMON busybox\n')]);
    expect(await passed(bytes)).toEqual(bytes);
  });

  it('may expand a lot, where that is still small', async () => {
    const bytes = gzipSync(await tar([file('Dockerfile', dockerfile), file('zeros', Buffer.alloc(20_000_000))]));
    expect(await passed(bytes)).toEqual(bytes);
  });

  it.each<readonly [string, string, () => Promise<Uint8Array>]>([
    ['is empty', 'context-missing', async () => Buffer.alloc(0)],
    ['is no tar', 'context-invalid', async () => Buffer.from('x'.repeat(2_000))],
    [
      'is a tar cut short',
      'context-invalid',
      async () => (await tar([file('Dockerfile', dockerfile), file('big', randomBytes(5_000))])).subarray(0, 3_000),
    ],
    [
      'is gzip cut short',
      'context-invalid',
      async () =>
        gzipSync(await tar([file('Dockerfile', dockerfile), file('big', randomBytes(5_000))])).subarray(0, 3_000),
    ],
    ['has an absolute path', 'context-escapes', () => tar([file('/etc/passwd', 'x'), file('Dockerfile', dockerfile)])],
    ['climbs out of its root', 'context-escapes', () => tar([file('Dockerfile', dockerfile), file('a/../../x', 'x')])],
    [
      'has a hard link out of its root',
      'context-escapes',
      () => tar([[{ name: 'x', type: 'link', linkname: '../x' }], file('Dockerfile', dockerfile)]),
    ],
    ['has no Dockerfile', 'dockerfile-missing', () => tar([file('a', 'x')])],
    [
      'has a directory for a Dockerfile',
      'dockerfile-missing',
      () => tar([[{ name: 'Dockerfile', type: 'directory' }]]),
    ],
    ['has an empty Dockerfile', 'dockerfile-invalid', () => tar([file('Dockerfile', '\n# nothing\n')])],
    [
      'has an instruction that is not known',
      'dockerfile-invalid',
      () => tar([file('Dockerfile', `${dockerfile}SUMMON x\n`)]),
    ],
    [
      'has an instruction without what it needs',
      'dockerfile-invalid',
      () => tar([file('Dockerfile', 'FROM busybox\nCOPY\n')]),
    ],
    ['does not begin with FROM', 'dockerfile-invalid', () => tar([file('Dockerfile', 'RUN x\nFROM busybox\n')])],
    [
      'has a second Dockerfile that is wrong and would win',
      'dockerfile-invalid',
      () => tar([file('Dockerfile', dockerfile), file('./Dockerfile', 'RUN x\n')]),
    ],
    [
      'has a Dockerfile beyond 1 MiB',
      'dockerfile-invalid',
      () => tar([file('Dockerfile', dockerfile + '#'.repeat(1_048_576))]),
    ],
  ])('that %s is refused: %s', async (_, expected, make) => {
    await expect(passed(await make())).rejects.toEqual(code(expected));
  });

  it('that expands a thousandfold is refused before it has', async () => {
    const bytes = gzipSync(Buffer.alloc(200_000_000));
    await expect(passed(bytes)).rejects.toEqual(code('context-expands'));
  });

  it('names the files that look like the missing one, and the line that is wrong', async () => {
    await expect(passed(await tar([file('app.dockerfile', dockerfile)]))).rejects.toThrow(
      'It has app.dockerfile: name it with ?dockerfile=.',
    );
    await expect(passed(await tar([file('Dockerfile', `${dockerfile}\nSUMMON x\n`)]))).rejects.toThrow(
      'Dockerfile, line 4: unknown instruction SUMMON.',
    );
  });

  it('passes on what went wrong while it was read', async () => {
    async function* broken() {
      yield (await tar([file('Dockerfile', dockerfile)])).subarray(0, 600);
      throw new Error('the client went away');
    }
    await expect(buffer(checkedContext(broken(), 'Dockerfile'))).rejects.toThrow('the client went away');
  });
});
