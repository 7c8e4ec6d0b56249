import { type Escape, type Instruction, withoutContinuation } from '#domain';

/** The part of an instruction that stands on one line, without what continues it on the next. */
interface Part {
  /** Its index among all lines. */
  readonly line: number;
  readonly text: string;
}

/** An instruction as it stands in a Dockerfile, on one line or on several, that can be changed there. */
export class WrittenInstruction {
  readonly #parts: readonly Part[];

  /** @param lines of the whole file, which a change changes */
  constructor(
    private readonly lines: string[],
    instruction: Pick<Instruction, 'lastLine' | 'line'>,
    escape: Escape,
  ) {
    this.#parts = [...partsOf(lines, instruction, escape)];
  }

  /** Its lines joined, as builders read them: without comments in between, and without its heredocs. */
  get text(): string {
    return this.#parts.map(({ text }) => text).join('');
  }

  /** Puts something in the place of a piece of its text. What stood on several lines then stands on the first of them. */
  replace({ from, to, by }: { readonly from: number; readonly to: number; readonly by: string }): void {
    let begin = 0;
    let put = by;
    for (const { line, text } of this.#parts) {
      const [start, end] = [Math.max(from - begin, 0), Math.min(to - begin, text.length)];
      begin += text.length;
      if (start >= end) continue;
      const written = this.lines[line] ?? '';
      this.lines[line] = written.slice(0, start) + put + written.slice(end);
      put = '';
    }
  }
}

function* partsOf(
  lines: readonly string[],
  { line: first, lastLine }: Pick<Instruction, 'lastLine' | 'line'>,
  escape: Escape,
): Generator<Part> {
  for (let line = first - 1; line < lastLine; line++) {
    const text = (lines[line] ?? '').replace(/\r$/, '');
    const start = text.trimStart();
    if (line >= first && (start === '' || start.startsWith('#'))) continue;
    const continued = withoutContinuation(text, escape);
    yield { line, text: continued ?? text };
    if (continued === undefined) return;
  }
}
