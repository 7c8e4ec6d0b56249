import { lastWriting } from '../terminal/ansi.js';

/** A line that a job wrote. */
export interface OutputLine {
  readonly number: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** So many lines are kept: of a job that writes on and on, the last ones. */
const mostLines = 20_000;
const longestLine = 4_000;
const newline = 10;

/** Cuts what comes of two streams into lines; a line that is not finished yet is the last one of its stream. */
export class OutputLines {
  readonly #lines: OutputLine[] = [];
  /** The offset behind each line. */
  readonly #ends: number[] = [];
  #before: number | undefined;
  #count = 0;
  readonly #open = { stdout: '', stderr: '' };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  /** Takes in bytes as they come, and where they stand in the output. */
  add(stream: OutputLine['stream'], bytes: Uint8Array, offset = 0): void {
    this.#before ??= offset;
    let from = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, from)) {
      const text = this.#open[stream] + this.#decoders[stream].decode(bytes.subarray(from, end), { stream: true });
      from = end + 1;
      this.#count += 1;
      this.#lines.push({ ...written(stream, text), number: this.#count });
      this.#ends.push(offset + from);
      this.#open[stream] = '';
    }
    const rest = this.#decoders[stream].decode(bytes.subarray(from), { stream: true });
    this.#open[stream] = (this.#open[stream] + rest).slice(-longestLine);
    // Not with each line: moving all the others costs more than keeping some for a while.
    if (this.#lines.length > 2 * mostLines) this.#forget(this.#lines.length - mostLines);
  }

  /** How many bytes stand before the first line that is kept. */
  get before(): number {
    return this.#ends[this.#lines.length - mostLines - 1] ?? this.#before ?? 0;
  }

  /** All lines that are kept, those that are not finished at the end. */
  lines(): readonly OutputLine[] {
    const open = (['stdout', 'stderr'] as const).filter((stream) => this.#open[stream] !== '');
    return [
      ...this.#lines.slice(-mostLines),
      ...open.map((stream, index) => ({ ...written(stream, this.#open[stream]), number: this.#count + index + 1 })),
    ];
  }

  #forget(count: number): void {
    this.#before = this.#ends[count - 1];
    this.#lines.splice(0, count);
    this.#ends.splice(0, count);
  }
}

function written(stream: OutputLine['stream'], text: string) {
  return { stream, text: lastWriting(text.slice(0, longestLine)) };
}
