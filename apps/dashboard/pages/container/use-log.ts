import { useEffect, useState } from 'react';
import { Problem } from '../../api/client.js';
import { readServerEvents } from '../../api/server-events.js';
import { OutputLines } from '../../output/output-lines.js';
import { bytesOf, type Chunk, type Output } from '../../output/use-output.js';

/** The page shows the end of a long log; the whole is a download. */
const tail = 5_000;
const gatherMs = 60;
const retryMs = 1_000;

/** A container's log, as it is and as it comes; goes on where it was when the connection was lost, and again when the container runs again. */
export function useLog(id: string, host: string, isRunning: boolean): Output {
  const [output, setOutput] = useState<Output>({ lines: [], skipped: 0, isOpen: true });
  useEffect(() => {
    const stopping = new AbortController();
    const url = `/v1/containers/${id}/logs?follow=true&tail=${tail}&host=${encodeURIComponent(host)}`;
    void follow(url, stopping.signal, setOutput);
    return () => stopping.abort();
  }, [id, host, isRunning]);
  return output;
}

async function follow(url: string, signal: AbortSignal, show: (output: Output) => void): Promise<void> {
  const lines = new OutputLines();
  let after: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (isOpen: boolean, error?: unknown) => {
    clearTimeout(timer);
    timer = undefined;
    if (!signal.aborted) show({ lines: lines.lines(), skipped: 0, isOpen, error });
  };
  for (;;) {
    try {
      for await (const { id, event, data } of readServerEvents(url, {
        signal,
        ...(after !== undefined && { after }),
      })) {
        if (id !== '') after = id;
        if (event === 'end') return tell(false);
        if (event === 'stdout' || event === 'stderr') lines.add(event, bytesOf(data as Chunk));
        timer ??= setTimeout(() => tell(true), gatherMs);
      }
      throw new Problem(0, 'unreachable', 'the log broke off');
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && error.status > 0) return tell(false, error);
      tell(true, error);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
