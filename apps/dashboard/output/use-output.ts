import { useEffect, useState } from 'react';
import { type Job, Problem } from '../api/client.js';
import { readServerEvents } from '../api/server-events.js';
import { type OutputLine, OutputLines } from './output-lines.js';

/** Of a job that wrote more, the page shows the end, and goes back by as much at a time; the whole is a download. */
const shownBytes = 1_000_000;
const gatherMs = 60;
const retryMs = 1_000;

export interface Output {
  readonly lines: readonly OutputLine[];
  /** Bytes before those that are shown. */
  readonly skipped: number;
  /** Whether it still comes. */
  readonly isOpen: boolean;
  readonly error?: unknown;
  /** Shows what is before; undefined at the beginning. */
  readonly earlier?: () => void;
  /** Shows what is after; undefined at the end. */
  readonly later?: () => void;
  /** Shows the end again, and what comes; undefined where that is shown. */
  readonly toEnd?: () => void;
}

/** A part of the output, by offsets in bytes. */
interface Part {
  readonly from: number;
  readonly until: number;
}

const nothing: Output = { lines: [], skipped: 0, isOpen: true };

/** A job's output, as it is and as it comes; goes on where it was when the connection was lost. */
export function useOutput(job: Pick<Job, 'id' | 'output'>): Output {
  const [output, setOutput] = useState<Output>(nothing);
  const [part, setPart] = useState<Part>();
  const { id } = job;
  useEffect(() => {
    const stopping = new AbortController();
    void follow({ id, part, signal: stopping.signal, show: setOutput });
    return () => stopping.abort();
  }, [id, part]);
  const total = job.output && job.output.stdout + job.output.stderr - job.output.cut;
  const { skipped } = output;
  return {
    ...output,
    ...(skipped > 0 && { earlier: () => setPart({ from: Math.max(0, skipped - shownBytes), until: skipped }) }),
    ...(part && {
      toEnd: () => setPart(undefined),
      ...(part.until < (total ?? Infinity) && {
        later: () => setPart({ from: part.until, until: part.until + shownBytes }),
      }),
    }),
  };
}

interface Following {
  readonly id: string;
  /** The end, and what comes, when left out. */
  readonly part: Part | undefined;
  readonly signal: AbortSignal;
  readonly show: (output: Output) => void;
}

async function follow({ id, part, signal, show }: Following): Promise<void> {
  const lines = new OutputLines();
  const query = part ? `from=${part.from}&until=${part.until}` : `tail=${shownBytes}`;
  const url = `/v1/jobs/${id}/output?${query}`;
  let after: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (isOpen: boolean, error?: unknown) => {
    clearTimeout(timer);
    timer = undefined;
    if (!signal.aborted) show({ lines: lines.lines(), skipped: lines.before, isOpen, error });
  };
  for (;;) {
    try {
      const from = after === undefined ? {} : { after };
      for await (const { id: offset, event, data } of readServerEvents(url, { signal, ...from })) {
        after = offset;
        if (event === 'end') return tell(false);
        if (event === 'stdout' || event === 'stderr') lines.add(event, bytesOf(data as Chunk), (data as Placed).offset);
        timer ??= setTimeout(() => tell(true), gatherMs);
      }
      return tell(false);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status > 0) return tell(false, error);
      tell(true, error);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}

/** Bytes as events carry them. */
export interface Chunk {
  readonly encoding: string;
  readonly data: string;
}

interface Placed extends Chunk {
  readonly offset: number;
}

export function bytesOf({ encoding, data }: Chunk): Uint8Array {
  return encoding === 'base64'
    ? Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(data);
}
