import type { BuildStep, StepNews } from '#domain';
import type { BuildProgress, Output, OutputStream } from '#engine';

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

/** The progress of a build that keeps what was told of its steps. */
export class CollectedProgress implements BuildProgress {
  readonly #steps = new Map<number, BuildStep>();
  readonly #wrote = new Map<number, string>();
  /** The numbers of steps as they were told, each with whether it had ended. */
  readonly told: (readonly [number: number, hasEnded: boolean])[] = [];

  constructor(private readonly output: Output) {}

  async take({ steps, wrote }: StepNews, text: Uint8Array): Promise<void> {
    for (const step of steps) {
      this.#steps.set(step.number, step);
      this.told.push([step.number, step.endedAt !== undefined]);
    }
    for (const number of wrote) this.#wrote.set(number, this.textOf(number) + Buffer.from(text).toString());
    if (text.length > 0) await this.output.write('stdout', text);
  }

  /** The steps that are instructions, as they were told last. */
  get instructions(): readonly BuildStep[] {
    return [...this.#steps.values()].filter(({ stage }) => stage !== undefined);
  }

  /** What was written while a step wrote. */
  textOf(number: number): string {
    return this.#wrote.get(number) ?? '';
  }
}
