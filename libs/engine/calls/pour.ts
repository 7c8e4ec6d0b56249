import type { Readable, Writable } from 'node:stream';

/** So much may wait on its way: when the reader does not keep up, no more is read. Node's own 64 KiB would halve the rate of gigabytes. */
const mostWaiting = 1_048_576;

/**
 * Copies bytes as they come, no faster than they are taken, and then the end. `onBytes` is told of each piece. Pieces that come together go on
 * together: one call of the system, and one chunk of HTTP, instead of one for each.
 */
export function pour(from: Readable, to: Writable, onBytes: (length: number) => void = () => undefined): void {
  let pieces: Buffer[] = [];
  let waiting = 0;
  let flushing: NodeJS.Immediate | undefined;
  // Not by 'drain': Node 26 loses it where a message's mark is not its socket's, and less is written than was held back.
  const taken = (length: number) => {
    waiting -= length;
    if (waiting <= mostWaiting && from.isPaused()) from.resume();
  };
  const flush = () => {
    clearImmediate(flushing);
    flushing = undefined;
    writeTogether(to, pieces, taken);
    pieces = [];
  };
  from.on('data', (chunk: Buffer) => {
    onBytes(chunk.length);
    if (to.destroyed) return;
    pieces.push(chunk);
    waiting += chunk.length;
    flushing ??= setImmediate(flush);
    if (waiting > mostWaiting) from.pause();
  });
  from.once('end', () => {
    flush();
    to.end();
  });
  // What nobody takes any more is not kept either.
  to.once('close', () => from.resume());
}

/** Writes pieces as one, and calls back when they have been taken. Returns how many bytes they are. */
export function writeTogether(to: Writable, pieces: readonly Buffer[], onTaken: (length: number) => void): number {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const last = pieces.at(-1);
  if (last === undefined) return length;
  to.cork();
  for (const piece of pieces.slice(0, -1)) to.write(piece);
  to.write(last, () => onTaken(length));
  to.uncork();
  return length;
}
