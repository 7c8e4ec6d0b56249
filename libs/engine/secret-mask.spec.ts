import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretMask } from './secret-mask.js';

function masked(secrets: readonly string[], chunks: readonly string[]): string {
  const mask = new SecretMask(secrets);
  return Buffer.concat([...chunks.map((chunk) => mask.push(Buffer.from(chunk))), mask.end()]).toString();
}

describe('the mask over secrets', () => {
  it('replaces a secret, also cut in two', () => {
    expect(masked(['hunter2'], ['password hunter2!'])).toBe('password ***!');
    expect(masked(['hunter2'], ['password hun', 'ter', '2!'])).toBe('password ***!');
    expect(masked(['pass', 'password'], ['my pass', 'word'])).toBe('my ***');
  });

  it('takes the longer of two that begin alike, whichever comes first', () =>
    expect(masked(['pass', 'password'], ['my password and pass'])).toBe('my *** and ***'));

  it('lets through what only began like a secret', () => expect(masked(['hunter2'], ['hunt', 'ing'])).toBe('hunting'));

  it('holds back nothing that cannot be the beginning of a secret', () =>
    expect(Buffer.from(new SecretMask(['hunter2']).push(Buffer.from('plain'))).toString()).toBe('plain'));

  it('shows no secret, and the same whatever the chunks are', () => {
    const secrets = fc.uniqueArray(fc.stringMatching(/^[abc]{4,6}$/), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(secrets, fc.array(fc.stringMatching(/^[abc]{0,8}$/)), (known, chunks) => {
        const shown = masked(known, chunks);
        expect(shown).toBe(masked(known, [chunks.join('')]));
        for (const secret of known) expect(shown).not.toContain(secret);
      }),
      { numRuns: 2_000 },
    );
  });
});
