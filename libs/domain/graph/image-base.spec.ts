import { describe, expect, it } from 'vitest';
import { baseOf } from './image-base.js';

/** `ab` has the layers a and b; a dot is a step that makes no layer, so `a.` is a with another CMD. */
function made(word: string, { at = '2026-01-01T00:00:00Z' } = {}) {
  const steps = [...word];
  const layers = steps.filter((step) => step !== '.');
  return {
    word,
    layers: layers.map((step, index) => ({ diffId: step, chainId: layers.slice(0, index + 1).join(''), size: 1 })),
    history: steps.map((step) => ({ instruction: `RUN ${step}`, createdAt: at, size: 1, comment: '' })),
  };
}

const base = (word: string, ...candidates: readonly ReturnType<typeof made>[]) => baseOf(made(word), candidates)?.word;

describe('the base of an image', () => {
  it('is the nearest image below it', () => {
    expect(base('abc', made('a'), made('ab'), made('x'))).toBe('ab');
  });

  it('is the one that was built the furthest, where several end in the same layer', () => {
    expect(base('a..b', made('a'), made('a..'), made('a.'))).toBe('a..');
  });

  it('is not one that was built on it, nor the image itself, nor one beside it', () => {
    expect(base('a.', made('a.'), made('a..'), made('a.b'), made('ab'))).toBeUndefined();
  });

  it('is the one below also when no layer came on top of it', () => {
    expect(base('a..', made('a'))).toBe('a');
  });

  it('is not another making of the same steps', () => {
    expect(base('ab', made('a', { at: '2026-02-02T00:00:00Z' }))).toBeUndefined();
  });

  it('is not an image without layers, which lies below everything', () => {
    expect(base('.a', made('.'))).toBeUndefined();
  });
});
