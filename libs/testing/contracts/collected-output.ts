import type { Output, OutputStream } from '#engine';

/** An output that keeps what was written. */
export class CollectedOutput implements Output {
  readonly #pieces: { readonly stream: OutputStream; readonly bytes: Uint8Array }[] = [];

  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    this.#pieces.push({ stream, bytes: Uint8Array.from(bytes) });
  }

  bytes(stream: OutputStream): Buffer {
    return Buffer.concat(this.#pieces.filter((piece) => piece.stream === stream).map((piece) => piece.bytes));
  }

  text(stream: OutputStream): string {
    return this.bytes(stream).toString();
  }
}
