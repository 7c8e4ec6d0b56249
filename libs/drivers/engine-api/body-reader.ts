/** Reads the body of an answer out of the bytes of its connection. */
export interface BodyReader {
  /** The pieces of the body in these bytes, which are parts of them. @throws Error when they are none of HTTP */
  take(bytes: Buffer): readonly Buffer[];
  /** Whether the body has ended: what follows is no part of it. */
  readonly isComplete: boolean;
  /** Whether the end of the connection would be that of the body. */
  readonly mayEnd: boolean;
}

/** A body of so many bytes; without a length it ends with its connection. */
export class PlainBody implements BodyReader {
  readonly mayEnd: boolean;

  constructor(private left = Number.POSITIVE_INFINITY) {
    this.mayEnd = left === Number.POSITIVE_INFINITY;
  }

  get isComplete(): boolean {
    return this.left === 0;
  }

  take(bytes: Buffer): readonly Buffer[] {
    const piece = bytes.subarray(0, this.left);
    this.left -= piece.length;
    return piece.length === 0 ? [] : [piece];
  }
}

const cr = 0x0d;
const lf = 0x0a;
/** The digits of a size in hexadecimal: no chunk is larger than a few gigabytes. */
const mostDigits = 8;

/** A body in chunks (RFC 9112, 7.1), without extensions and trailers, which no engine sends. */
export class ChunkedBody implements BodyReader {
  readonly mayEnd = false;
  /** What is being read: the line of a size, the data, the line end after it, the empty line that ends all. */
  #part: 'data' | 'data-end' | 'end' | 'size' = 'size';
  /** Of a line, what has come of it. */
  #line = '';
  #left = 0;
  #isComplete = false;

  get isComplete(): boolean {
    return this.#isComplete;
  }

  take(bytes: Buffer): readonly Buffer[] {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length && !this.#isComplete;) {
      if (this.#part !== 'data') this.#readLine(bytes[at++] ?? 0);
      else {
        const piece = bytes.subarray(at, at + this.#left);
        pieces.push(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#part = 'data-end';
      }
    }
    return pieces;
  }

  #readLine(byte: number): void {
    if (this.#line.endsWith('\r')) {
      if (byte !== lf) throw notChunked();
      this.#endLine(this.#line.slice(0, -1));
      this.#line = '';
      return;
    }
    if (byte !== cr && (this.#part !== 'size' || !isHex(byte) || this.#line.length === mostDigits)) throw notChunked();
    this.#line += String.fromCodePoint(byte);
  }

  #endLine(line: string): void {
    if (this.#part === 'end') this.#isComplete = true;
    else if (this.#part === 'data-end') this.#part = 'size';
    else {
      if (line === '') throw notChunked();
      this.#left = Number.parseInt(line, 16);
      this.#part = this.#left === 0 ? 'end' : 'data';
    }
  }
}

function isHex(byte: number): boolean {
  return /[\da-f]/i.test(String.fromCodePoint(byte));
}

function notChunked(): Error {
  return new Error('the chunks of its answer are none of HTTP');
}
