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

/** Cuts what comes of two streams into lines; a line that is not finished yet is the last one of its stream. */
export class OutputLines {
  #lines: OutputLine[] = [];
  #count = 0;
  readonly #open = { stdout: '', stderr: '' };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  /** Takes in bytes as they come, or text where they were whole. */
  add(stream: OutputLine['stream'], bytes: Uint8Array): void {
    const text = this.#open[stream] + this.#decoders[stream].decode(bytes, { stream: true });
    const parts = text.split('\n');
    this.#open[stream] = parts.pop()?.slice(-longestLine) ?? '';
    const added = parts.map((part) => this.#lineOf(stream, part));
    this.#lines = [...this.#lines, ...added].slice(-mostLines);
  }

  /** All lines that are kept, those that are not finished at the end. */
  lines(): readonly OutputLine[] {
    const open = (['stdout', 'stderr'] as const).filter((stream) => this.#open[stream] !== '');
    return [
      ...this.#lines,
      ...open.map((stream, index) => ({ ...written(stream, this.#open[stream]), number: this.#count + index + 1 })),
    ];
  }

  #lineOf(stream: OutputLine['stream'], text: string): OutputLine {
    this.#count += 1;
    return { ...written(stream, text), number: this.#count };
  }
}

function written(stream: OutputLine['stream'], text: string) {
  return { stream, text: lastWriting(text.slice(0, longestLine)) };
}
