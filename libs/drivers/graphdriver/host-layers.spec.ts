import { describe, expect, it } from 'vitest';
import { layersOf } from './host-layers.js';

/** An entry of a history: what made it, and its bytes. */
const entry = (CreatedBy: string, Size = 0) => ({ CreatedBy, Size });
/** The sizes of so many layers, from a history that is written the oldest first. */
const sizes = (count: number, ...history: readonly ReturnType<typeof entry>[]) =>
  layersOf(
    Array.from({ length: count }, (_, index) => `sha256:${index}`),
    history.toReversed(),
  ).map(({ size }) => size);

const base = entry('', 1_000);

describe('the layers of an image', () => {
  it('are the entries of its history that have a size', () => {
    expect(sizes(2, base, entry('/bin/sh -c #(nop)  ENV A=1'), entry('/bin/sh -c make', 20))).toEqual([1_000, 20]);
  });

  it('may be empty, where the instruction makes layers', () => {
    const copied = entry('COPY empty / # buildkit');
    expect(sizes(3, base, copied, entry('ENV A=1'), entry('RUN /bin/sh -c make # buildkit', 20))).toEqual([
      1_000, 0, 20,
    ]);
  });

  it('have sizes also when one of two empty entries beside each other made no layer', () => {
    const [workdir, nothing] = [entry('/bin/sh -c #(nop) WORKDIR /x'), entry('/bin/sh -c true')];
    expect(sizes(3, base, workdir, nothing, entry('/bin/sh -c make', 20))).toEqual([1_000, 0, 20]);
  });

  it('have no sizes when nobody can tell which of them are empty', () => {
    const [workdir, nothing] = [entry('/bin/sh -c #(nop) WORKDIR /x'), entry('/bin/sh -c true')];
    expect(sizes(3, base, workdir, entry('/bin/sh -c make', 20), nothing)).toEqual([undefined, undefined, undefined]);
    expect(sizes(1, base, entry('/bin/sh -c make', 20))).toEqual([undefined]);
  });

  it('are told from others by all that lies below them', () => {
    const [first, second] = layersOf(
      [
        'sha256:63242b8c35646d14a8ea4750cf5b28aa4ce144bfe9fd353ef6a3bf78c27ad403',
        'sha256:c9c748d136f67cda4593fe88fc370bf70547f0075edb1dda312caf0b06ec3b96',
      ],
      [],
    );
    expect(first?.chainId).toBe('sha256:63242b8c35646d14a8ea4750cf5b28aa4ce144bfe9fd353ef6a3bf78c27ad403');
    expect(second?.chainId).toBe('sha256:178044790b80e8f3469ecc7702845cfcbe1f71cf4be106dcb6c255145d8d50cd');
  });
});
