import type { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { writeTogether } from '#engine';
import type { BodyReader } from './body-reader.js';

/** So much may wait for who reads it as a stream. */
const mostWaiting = 1_048_576;

interface Into {
  readonly to: Writable;
  readonly onBytes: (length: number) => void;
}

/**
 * The body of an answer as it comes from a connection: read as a stream, or poured into one. Nothing is read before it is known which. It is destroyed
 * where it breaks off before its end.
 */
export class BytesBody extends Readable {
  #begun: Buffer | undefined;
  #into: Into | undefined;
  #isFull = true;

  /** @param begun what came together with the head */
  constructor(
    private readonly socket: Socket,
    private readonly reader: BodyReader,
    begun: Buffer,
  ) {
    super({ highWaterMark: mostWaiting });
    this.#begun = begun;
    // Before anybody reads it, nobody listens; who comes to read finds it destroyed.
    this.on('error', () => undefined);
    socket.on('error', (error) => this.destroy(error));
    socket.once('close', () => this.#closed());
  }

  /** Whether no more is to be read for now. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Writes the body, and its end, right out of the buffers that it is read into: it is not to be read as a stream then. */
  pourInto(to: Writable, onBytes: (length: number) => void): void {
    this.#into = { to, onBytes };
    this.#readOn();
  }

  /** Takes what has been read. `giveBack` is called when nobody needs these bytes any more. @throws Error when they are none of HTTP */
  receive(bytes: Buffer, giveBack: () => void): void {
    const pieces = this.reader.take(bytes);
    if (this.#into) this.#pour(pieces, giveBack, this.#into);
    else {
      for (const piece of pieces) if (!this.push(Buffer.from(piece))) this.#isFull = true;
      giveBack();
    }
    if (this.reader.isComplete) this.#finish();
  }

  override _read(): void {
    this.#readOn();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.socket.destroy();
    callback(error);
  }

  #readOn(): void {
    this.#isFull = false;
    const begun = this.#begun;
    this.#begun = undefined;
    try {
      if (begun) this.receive(begun, () => undefined);
    } catch (error) {
      this.destroy(error as Error);
    }
    this.socket.resume();
  }

  #pour(pieces: readonly Buffer[], giveBack: () => void, { to, onBytes }: Into): void {
    if (pieces.length === 0 || to.destroyed) return giveBack();
    onBytes(writeTogether(to, pieces, giveBack));
  }

  #finish(): void {
    if (this.#into) this.#into.to.end();
    else this.push(null);
    this.socket.destroy();
  }

  #closed(): void {
    if (this.reader.isComplete) return;
    if (this.reader.mayEnd) this.#finish();
    else this.destroy(new Error('it broke off its answer'));
  }
}
