import type { OutputStream, WorkIo } from '#engine';

interface Piece {
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
}

/** All that a fake process has written, for any number of readers at their own pace. */
export class FakeOutput {
  readonly #pieces: Piece[] = [];
  #changed = Promise.withResolvers<void>();

  /** A terminal has one stream, and ends its lines with CR LF. */
  constructor(private readonly tty: boolean) {}

  get length(): number {
    return this.#pieces.length;
  }

  write(stream: OutputStream, bytes: Uint8Array): void {
    const shown = this.tty
      ? Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
      : bytes;
    this.#pieces.push({ stream: this.tty ? 'stdout' : stream, bytes: shown });
    this.#wake();
  }

  /** Copies what was written, and with `until` what comes before that settles. Rejects with the signal's reason on an abort. */
  async copy(io: WorkIo, from: number, until?: Promise<unknown>): Promise<void> {
    io.signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(io.signal.reason);
    io.signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.#copy(io, from, until), aborted.promise]);
    } finally {
      io.signal.removeEventListener('abort', onAbort);
    }
  }

  async #copy(io: WorkIo, from: number, until: Promise<unknown> | undefined): Promise<void> {
    let isComplete = until === undefined;
    const complete = (): void => {
      isComplete = true;
      this.#wake();
    };
    until?.then(complete, complete);
    for (let at = from; !io.signal.aborted;) {
      const piece = this.#pieces[at];
      if (piece) {
        await io.output.write(piece.stream, piece.bytes);
        at += 1;
      } else if (isComplete) return;
      else await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
