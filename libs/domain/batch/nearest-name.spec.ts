import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from './nearest-name.js';

describe('the nearest name', () => {
  it.each([
    ['wbe', 'web'],
    ['Web', 'web'],
    ['dockerfil', 'dockerfile'],
    ['args', 'args'],
    ['zebra', undefined],
    ['', undefined],
  ])('of %j is %j', (name, expected) => {
    expect(nearestName(name, ['api', 'web', 'dockerfile', 'args'])).toBe(expected);
  });

  it('ends a message, or leaves it', () => {
    expect(didYouMean('ap', ['api'])).toBe(' Did you mean "api"?');
    expect(didYouMean('ap', [])).toBe('');
  });
});
