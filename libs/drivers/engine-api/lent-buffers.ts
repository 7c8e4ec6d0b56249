/** Few enough to stay in the processor's cache, and large enough that a call of the system is worth its while. */
const size = 262_144;
const count = 4;

/**
 * The buffers that a connection is read into, used again and again: buffers that are allocated for each read of a gigabyte keep V8 collecting,
 * which is more than half of the work in a process with a heap of its own.
 */
export class LentBuffers {
  readonly #free: Buffer[] = Array.from({ length: count - 1 }, () => Buffer.allocUnsafeSlow(size));
  #next: Buffer = Buffer.allocUnsafeSlow(size);
  #isShort = false;

  /** @param onFree called when there are buffers again after there were none */
  constructor(private readonly onFree: () => void) {}

  /** What is read into next. */
  get next(): Buffer {
    return this.#next;
  }

  /** Whether only the next one is left, so that no more is to be read. */
  get isShort(): boolean {
    return this.#isShort;
  }

  /** What has been read; it is to be given back, once, when nobody needs the bytes any more. Not to be called while it is short. */
  lend(length: number): { readonly bytes: Buffer; readonly giveBack: () => void } {
    const lent = this.#next;
    this.#next = this.#free.pop() ?? Buffer.allocUnsafeSlow(size);
    this.#isShort = this.#free.length === 0;
    return { bytes: lent.subarray(0, length), giveBack: () => this.#takeBack(lent) };
  }

  #takeBack(buffer: Buffer): void {
    this.#free.push(buffer);
    if (!this.#isShort) return;
    this.#isShort = false;
    this.onFree();
  }
}
