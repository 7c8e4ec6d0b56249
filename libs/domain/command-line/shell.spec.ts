import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellLine } from './shell.js';

/** The words that a shell reads from a line. */
function readBack(line: string, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const read = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { env: { ...process.env, ...env } });
  return read.toString().split('\0').slice(0, -1);
}

const mark = (letter: string) => `secret:${letter.repeat(22)}`;

describe('a line for the shell', () => {
  it('is read as the very words that it was written from, whatever they are', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;#~ \t\n\r-=%a`) }),
    );
    const words = fc.array(
      word.map((text) => text.replaceAll('\0', '')),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(words, (given) => {
        expect(readBack(shellLine(given).line)).toEqual(given);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves plain words as they are, and quotes the others', () => {
    expect(shellLine(['docker', 'run', '--env=A=b', "it's", '', 'a b', '$HOME']).line).toBe(
      String.raw`docker run --env=A=b 'it'\''s' '' 'a b' '$HOME'`,
    );
  });

  it('has a variable for each secret, the same for the same one, and names them', () => {
    const { line, secrets } = shellLine([`A=x ${mark('a')}'${mark('b')}`, mark('a')]);
    expect(secrets).toEqual([
      { variable: 'SECRET_1', fingerprint: mark('a') },
      { variable: 'SECRET_2', fingerprint: mark('b') },
    ]);
    expect(readBack(line, { SECRET_1: 'one $HOME', SECRET_2: 'two' })).toEqual(["A=x one $HOME'two", 'one $HOME']);
  });

  it('does not run where a secret is not set', () => {
    expect(() => execFileSync('sh', ['-c', `echo ran ${shellLine([mark('a')]).line}`], { stdio: 'pipe' })).toThrow(
      /SECRET_1/,
    );
  });
});
