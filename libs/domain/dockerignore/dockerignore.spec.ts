import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dockerignore, neededFiles } from './dockerignore.js';

const left = (text: string, paths: readonly string[], kept: readonly string[] = []) => {
  const ignore = new Dockerignore(text, kept);
  return paths.filter((path) => !ignore.ignores(path));
};

describe('a .dockerignore', () => {
  it('leaves out what matches, directories with all that is below, but not what an exception names later', () => {
    const paths = ['a', 'b/a', 'b/c/a', 'b/c/d', 'e'];
    expect(left('b\n!b/c/d\n', paths)).toEqual(['a', 'b/c/d', 'e']);
    expect(left('!b/c/d\nb\n', paths)).toEqual(['a', 'e']);
    expect(left('**/a', paths)).toEqual(['b/c/d', 'e']);
    expect(left('# b\n\n', paths)).toEqual(paths);
  });

  it('never leaves out what the engine needs', () => {
    expect(left('**', ['.dockerignore', 'docker/app', 'x'], neededFiles('docker/app'))).toEqual([
      '.dockerignore',
      'docker/app',
    ]);
  });

  it('tells whether anything below what it leaves out may come back', () => {
    expect(new Dockerignore('a\n').isWhole).toBe(true);
    expect(new Dockerignore('a\n!a/b\n').isWhole).toBe(false);
    expect(new Dockerignore('a\n', neededFiles()).isWhole).toBe(true);
  });

  it.each(['!', '[', '[]', '[a', '[b-a]', 'a\\'])('says that %s is no pattern', (pattern) => {
    expect(() => new Dockerignore(`a\n${pattern}\n`)).toThrow(
      expect.objectContaining({ code: 'dockerignore-invalid', message: expect.stringContaining(pattern) }),
    );
  });

  it('takes no pattern long to match', () => {
    expect(left('*a*a*a*a*a*a*a*a*a*a*a*b\n**/**/**/**/**/**/b', ['a/'.repeat(100) + 'a'.repeat(200)])).toHaveLength(1);
  });

  it('is read, or refused as invalid, whatever it says', () => {
    const piece = fc.constantFrom(
      'a',
      '/',
      '*',
      '?',
      '[',
      ']',
      '-',
      '^',
      '\\',
      '!',
      '\n',
      '.',
      '..',
      '#',
      ' ',
      '\uFEFF',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          new Dockerignore(pieces.join('')).ignores('a/b');
        } catch (error) {
          expect(error).toMatchObject({ code: 'dockerignore-invalid' });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
