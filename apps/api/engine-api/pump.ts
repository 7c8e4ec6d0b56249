import type { Readable, Writable } from 'node:stream';
import { pour } from '#engine';
import { giveBackWhatPasses } from '#runtime';

/** To be told of bytes that pass through this process. */
export const hasPassed = giveBackWhatPasses();

/** Copies bytes as they come, no faster than they are taken, and then the end; their buffers are given back. `onBytes` is told of each piece. */
export function pump(from: Readable, to: Writable, onBytes: (length: number) => void = () => undefined): void {
  pour(from, to, (length) => {
    onBytes(length);
    hasPassed(length);
  });
}
