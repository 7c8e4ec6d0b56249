/** A longer line is passed on unread. */
const longestLine = 1_048_576;

/** Reads along with a stream of progress (JSON lines): what its `aux` parts told, and the error that it ended with. */
export class ProgressReader {
  #line = '';
  #lines = 0;
  #error: string | undefined;
  #last: unknown;
  readonly #told: Record<string, unknown> = {};

  take(bytes: Buffer): void {
    const lines = (this.#line + bytes.toString('latin1')).split('\n');
    const rest = lines.pop() ?? '';
    this.#line = rest.length > longestLine ? '' : rest;
    for (const line of lines) this.#read(line);
  }

  /** All that the `aux` parts said, merged. */
  get told(): Readonly<Record<string, unknown>> {
    return this.#told;
  }

  /** What was wrong, and the answer where it was no stream but one JSON value. */
  end(): { readonly error?: string; readonly body?: unknown } {
    this.#read(this.#line);
    const isSingle = this.#lines === 1 && this.#error === undefined;
    return { ...(this.#error !== undefined && { error: this.#error }), ...(isSingle && { body: this.#last }) };
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    this.#lines++;
    const message = parse(line);
    this.#last = message;
    if (typeof message !== 'object' || message === null) return;
    const { error, aux, id } = message as Readonly<Record<string, unknown>>;
    if (typeof error === 'string') this.#error = error;
    // BuildKit's aux are traces in base64, told apart by their id.
    if (typeof aux === 'object' && id !== 'moby.buildkit.trace') Object.assign(this.#told, aux);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(Buffer.from(line, 'latin1').toString());
  } catch {
    return undefined;
  }
}
