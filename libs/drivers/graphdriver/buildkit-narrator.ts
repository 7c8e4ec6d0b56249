import type { BuildkitLog, BuildkitStatus, BuildkitSteps, BuildkitVertex } from '#domain';

/** Tells one BuildKit build as `--progress=plain` does: each step has a number, and each line of output names its step. */
export class BuildkitNarrator {
  readonly #steps = new Map<string, Step>();

  /** @param numbers the steps of the build, which have their numbers from there */
  constructor(private readonly numbers: BuildkitSteps) {}

  /** In this order: which steps began, what they wrote, and which ended. */
  narrate({ vertexes, logs }: BuildkitStatus): Readonly<Record<'begun' | 'written' | 'ended', Uint8Array>> {
    return {
      begun: bytesOf(vertexes.map((vertex) => this.#stepOf(vertex.digest).begin(vertex))),
      written: bytesOf(logs.map((log) => this.#stepOf(log.vertex).write(log))),
      ended: bytesOf(vertexes.map((vertex) => this.#stepOf(vertex.digest).end(vertex))),
    };
  }

  #stepOf(digest: string): Step {
    return this.#steps.getOrInsertComputed(digest, () => new Step(this.numbers.numberOf(digest)));
  }
}

function bytesOf(texts: readonly string[]): Uint8Array {
  return Buffer.from(texts.join(''), 'latin1');
}

/** A step; its text is bytes in latin1, so that output which is not UTF-8 passes unharmed. */
class Step {
  #begun = false;
  #ended = false;

  constructor(private readonly number: number) {}

  begin(vertex: BuildkitVertex): string {
    if (this.#begun || vertex.started === undefined) return '';
    this.#begun = true;
    return this.#line(Buffer.from(vertex.name));
  }

  write(log: BuildkitLog): string {
    const lines = Buffer.from(log.message).toString('latin1').replace(/\n$/, '').split('\n');
    return lines.map((line) => `#${this.number} ${line}\n`).join('');
  }

  end(vertex: BuildkitVertex): string {
    if (this.#ended || vertex.started === undefined || vertex.completed === undefined) return '';
    this.#ended = true;
    if (vertex.error) return this.#line(Buffer.from(`ERROR: ${vertex.error}`));
    const seconds = (vertex.completed - vertex.started).toFixed(1);
    return this.#line(Buffer.from(vertex.cached ? 'CACHED' : `DONE ${seconds}s`));
  }

  #line(text: Buffer): string {
    return `#${this.number} ${text.toString('latin1')}\n`;
  }
}
