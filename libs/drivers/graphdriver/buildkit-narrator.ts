import { type Narrate, narrateTransfer } from '../connection/follow-progress.js';
import { type BuildkitLog, type BuildkitVertex, decodeBuildkitStatus } from './buildkit-status.js';

const traceId = 'moby.buildkit.trace';

/** Tells one BuildKit build as `--progress=plain` does: each step has a number, and each line of output names its step. */
export function buildkitNarrator(): Narrate {
  const steps = new Map<string, Step>();
  const stepOf = (digest: string): Step => steps.getOrInsertComputed(digest, () => new Step(steps.size + 1));
  return (message) => {
    if (message.id !== traceId || typeof message.aux !== 'string') return narrateTransfer(message);
    const { vertexes, logs } = decodeBuildkitStatus(Buffer.from(message.aux, 'base64'));
    const begun = vertexes.map((vertex) => stepOf(vertex.digest).begin(vertex));
    const written = logs.map((log) => stepOf(log.vertex).write(log));
    const ended = vertexes.map((vertex) => stepOf(vertex.digest).end(vertex));
    return Buffer.from([...begun, ...written, ...ended].join(''), 'latin1');
  };
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
    const lines = log.message.toString('latin1').replace(/\n$/, '').split('\n');
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
