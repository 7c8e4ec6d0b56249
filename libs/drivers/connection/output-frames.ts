import type { OutputStream } from '#engine';
import { DomainError } from '#event-sourcing';

/** A piece of what a process wrote. */
export interface OutputPiece {
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
  /** Whether the frame ends with it; a terminal has no frames. */
  readonly isEnd: boolean;
}

const headerLength = 8;

/**
 * Takes apart the engine's multiplexed stream: frames of 1 byte stream, 3 zero bytes, 4 bytes big-endian length, then the bytes.
 *
 * Pieces are views of the chunks that came in: a frame of any length costs no memory.
 *
 * @throws DomainError `host-unreachable` when the connection ended in the middle of a frame, or is not such a stream
 */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<OutputPiece, void, void> {
  const header = Buffer.alloc(headerLength);
  let headerFilled = 0;
  let remaining = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      const taken =
        remaining > 0
          ? Math.min(remaining, rest.length)
          : rest.copy(header, headerFilled, 0, headerLength - headerFilled);
      if (remaining > 0) {
        remaining -= taken;
        yield { stream: streamOf(header), bytes: rest.subarray(0, taken), isEnd: remaining === 0 };
      } else {
        headerFilled = (headerFilled + taken) % headerLength;
        if (headerFilled === 0) remaining = header.readUInt32BE(4);
      }
      rest = rest.subarray(taken);
    }
  }
  if (remaining > 0 || headerFilled > 0) throw broken('ended in the middle of a frame');
}

/** What a terminal shows: one stream, without frames. */
export async function* readTerminal(chunks: AsyncIterable<Buffer>): AsyncGenerator<OutputPiece, void, void> {
  for await (const bytes of chunks) yield { stream: 'stdout', bytes, isEnd: false };
}

function streamOf(header: Buffer): OutputStream {
  switch (header[0]) {
    // Stdin, which the engine writes to stdout.
    case 0:
    case 1:
      return 'stdout';
    case 2:
      return 'stderr';
    default:
      throw broken(`has a frame of the unknown stream ${header[0]}`);
  }
}

function broken(problem: string): DomainError {
  return new DomainError(
    'unavailable',
    'host-unreachable',
    `The output that the host sent ${problem}; ask it for the rest again.`,
  );
}
