import { isUtf8 } from 'node:buffer';
import { isEnded, type Job } from '#domain';
import type { Engine, OutputChunk, OutputStore, OutputStream } from '#engine';
import type { JobEnds } from '../../job-ends.js';
import type { ServerEvent } from '../sse.js';
import { viewJob } from './job-view.js';

interface OutputParts {
  readonly outputs: OutputStore;
  readonly ends: JobEnds;
  readonly engine: Engine;
}

interface OutputWish {
  readonly id: string;
  readonly stream?: OutputStream;
  readonly from: number;
  /** The offset to end before, where it is not the end of what is written. */
  readonly until?: number;
  /** Go on until the job has ended. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** The offset to begin at: the one that is named, or so many bytes before the end. */
export async function startOf(
  outputs: OutputStore,
  { id, from, tail }: { readonly id: string; readonly from: number; readonly tail: number | undefined },
): Promise<number> {
  if (tail === undefined) return from;
  return Math.max(from, ((await outputs.written([id])).get(id) ?? 0) - tail);
}

/** A job's output from an offset on: what is kept, and with `follow` what comes. */
export async function* followOutput(
  { outputs, ends, engine }: OutputParts,
  wish: OutputWish,
): AsyncIterable<OutputChunk> {
  let offset = wish.from;
  const bell = new Bell(wish.signal);
  const stopWatching = wish.follow ? [outputs.watch(wish.id, bell.ring), ends.watch(wish.id, bell.ring)] : [];
  try {
    while (!wish.signal.aborted) {
      // Asked before the read: what an ended job has kept is complete.
      const isComplete = !wish.follow || (await hasEnded(engine, wish.id));
      for await (const chunk of outputs.read(wish.id, { offset, ...(wish.stream && { stream: wish.stream }) })) {
        if (wish.signal.aborted) return;
        const left = (wish.until ?? Number.POSITIVE_INFINITY) - offset;
        offset += chunk.bytes.length;
        if (left > 0) yield { ...chunk, bytes: chunk.bytes.subarray(0, left) };
        if (left <= chunk.bytes.length) return;
      }
      if (isComplete) return;
      await bell.rung();
    }
  } finally {
    for (const stop of stopWatching) stop();
  }
}

/** The same as events: `stdout`, `stderr` and at last `end` with the job. The id is the offset to go on from. */
export async function* outputEvents(parts: OutputParts, wish: OutputWish): AsyncIterable<ServerEvent> {
  let offset = wish.from;
  for await (const { stream, start, streamStart, bytes } of followOutput(parts, wish)) {
    offset = (wish.stream ? streamStart : start) + bytes.length;
    const buffer = Buffer.from(bytes);
    const encoding = isUtf8(buffer) ? 'utf8' : 'base64';
    yield {
      id: String(offset),
      event: stream,
      data: { offset: offset - bytes.length, encoding, data: buffer.toString(encoding) },
    };
  }
  const job = await parts.engine.job(wish.id);
  if (job && isEnded(job)) yield { id: String(offset), event: 'end', data: viewJob(job) };
}

async function hasEnded(engine: Engine, id: string): Promise<boolean> {
  const job: Job | undefined = await engine.job(id);
  return !job || isEnded(job);
}

/** Wakes who waits; a ring while nobody waits is remembered. */
class Bell {
  #isRung = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', this.ring, { once: true });
  }

  readonly ring = (): void => {
    this.#isRung = true;
    this.#wake?.();
  };

  async rung(): Promise<void> {
    if (!this.#isRung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#isRung = false;
    this.#wake = undefined;
  }
}
