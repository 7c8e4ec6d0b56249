import { useEffect, useState } from 'react';
import { type Job, Problem } from '../api/client.js';
import { readServerEvents } from '../api/server-events.js';
import { type OutputLine, OutputLines } from './output-lines.js';

/** Of a job that wrote more, the page shows the end; the whole is a download. */
const shownBytes = 4_000_000;
const gatherMs = 60;
const retryMs = 1_000;

export interface Output {
  readonly lines: readonly OutputLine[];
  /** Bytes before those that are shown. */
  readonly skipped: number;
  /** Whether it still comes. */
  readonly isOpen: boolean;
  readonly error?: unknown;
}

const nothing: Output = { lines: [], skipped: 0, isOpen: true };

/** A job's output, as it is and as it comes; goes on where it was when the connection was lost. */
export function useOutput(job: Pick<Job, 'id' | 'output'>): Output {
  const [output, setOutput] = useState<Output>(nothing);
  const { id } = job;
  const total = (job.output?.stdout ?? 0) + (job.output?.stderr ?? 0);
  const [skipped] = useState(Math.max(0, total - shownBytes));
  useEffect(() => {
    const stopping = new AbortController();
    void follow({ id, skipped, signal: stopping.signal, show: setOutput });
    return () => stopping.abort();
  }, [id, skipped]);
  return output;
}

interface Following {
  readonly id: string;
  readonly skipped: number;
  readonly signal: AbortSignal;
  readonly show: (output: Output) => void;
}

async function follow({ id, skipped, signal, show }: Following): Promise<void> {
  const lines = new OutputLines();
  let after = String(skipped);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (isOpen: boolean, error?: unknown) => {
    clearTimeout(timer);
    timer = undefined;
    if (!signal.aborted) show({ lines: lines.lines(), skipped, isOpen, error });
  };
  for (;;) {
    try {
      for await (const { id: offset, event, data } of readServerEvents(`/v1/jobs/${id}/output`, { signal, after })) {
        after = offset;
        if (event === 'end') return tell(false);
        if (event === 'stdout' || event === 'stderr') lines.add(event, bytesOf(data as Chunk));
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

interface Chunk {
  readonly encoding: string;
  readonly data: string;
}

function bytesOf({ encoding, data }: Chunk): Uint8Array {
  return encoding === 'base64'
    ? Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(data);
}
