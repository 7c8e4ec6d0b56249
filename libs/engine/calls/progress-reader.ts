/** A longer line is passed on unread. */
const longestLine = 1_048_576;
const lineEnd = 0x0a;

/** A line of progress, with its end, and the JSON object in it. */
export interface ProgressLine {
  readonly bytes: Buffer;
  readonly message?: Readonly<Record<string, unknown>>;
}

/** Reads along with a stream of progress (JSON lines): what its `aux` parts told, and the error that it ended with. */
export class ProgressReader {
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #lines = 0;
  #error: string | undefined;
  #last: unknown;
  readonly #told: Record<string, unknown> = {};

  /** The lines that are complete by now. */
  take(bytes: Buffer): readonly ProgressLine[] {
    const lines: ProgressLine[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      this.#begin(bytes.subarray(start, end + 1));
      lines.push(...this.rest());
      start = end + 1;
    }
    this.#begin(bytes.subarray(start));
    if (this.#begunBytes > longestLine) lines.push({ bytes: this.#takeBegun() });
    return lines;
  }

  /** What came after the last line that was complete. */
  rest(): readonly ProgressLine[] {
    const bytes = this.#takeBegun();
    const message = this.#read(bytes.toString());
    return bytes.length === 0 ? [] : [{ bytes, ...(message && { message }) }];
  }

  /** All that the `aux` parts said, merged. */
  get told(): Readonly<Record<string, unknown>> {
    return this.#told;
  }

  /** What was wrong, and the answer where it was no stream but one JSON value. */
  end(): { readonly error?: string; readonly body?: unknown } {
    const isSingle = this.#lines === 1 && this.#error === undefined;
    return { ...(this.#error !== undefined && { error: this.#error }), ...(isSingle && { body: this.#last }) };
  }

  #begin(bytes: Buffer): void {
    if (bytes.length > 0) this.#begun.push(bytes);
    this.#begunBytes += bytes.length;
  }

  #takeBegun(): Buffer {
    const [first = Buffer.alloc(0)] = this.#begun;
    const bytes = this.#begun.length < 2 ? first : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    return bytes;
  }

  #read(line: string): Readonly<Record<string, unknown>> | undefined {
    if (line.trim() === '') return undefined;
    this.#lines++;
    this.#last = parse(line);
    if (typeof this.#last !== 'object' || this.#last === null) return undefined;
    const message = this.#last as Readonly<Record<string, unknown>>;
    const { error, aux, id } = message;
    if (typeof error === 'string') this.#error = error;
    // BuildKit's aux are traces in base64, told apart by their id.
    if (typeof aux === 'object' && id !== 'moby.buildkit.trace') Object.assign(this.#told, aux);
    return message;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
