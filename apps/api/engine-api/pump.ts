import type { Readable, Writable } from 'node:stream';
import { giveBackWhatPasses } from '#runtime';

/** So much may wait on its way: when the reader does not keep up, no more is read. Node's own 64 KiB would halve the rate of gigabytes. */
const mostWaiting = 1_048_576;
/** To be told of bytes that pass through this process. */
export const hasPassed = giveBackWhatPasses();

/** Copies bytes as they come, no faster than they are taken, and then the end. `onBytes` is told of each piece. */
export function pump(from: Readable, to: Writable, onBytes: (length: number) => void = () => undefined): void {
  from.on('data', (chunk: Buffer) => {
    onBytes(chunk.length);
    hasPassed(chunk.length);
    to.write(chunk);
    if (to.writableLength <= mostWaiting || !to.writableNeedDrain) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
  from.once('end', () => to.end());
}
