import { useEffect, useState } from 'react';
import { Problem } from '../../api/client.js';
import { readServerEvents } from '../../api/server-events.js';

/** What a container takes at a moment; rates are null at the first reading. */
export interface Load {
  readonly at: string;
  readonly cpu: number | null;
  readonly cpus: number;
  readonly memory: number;
  readonly memoryLimit: number;
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly processes: number;
}

interface Loads {
  /** The last ones, the oldest first. */
  readonly loads: readonly Load[];
  readonly error?: unknown;
}

/** Five minutes of them are shown. */
const most = 300;
const retryMs = 2_000;

/** What a container takes, each second for as long as it is looked at. */
export function useLoads(id: string, host: string): Loads {
  const [state, setState] = useState<Loads>({ loads: [] });
  useEffect(() => {
    const stopping = new AbortController();
    const url = `/v1/containers/${id}/stats?host=${encodeURIComponent(host)}`;
    void follow(url, stopping.signal, (change) => setState((before) => change(before)));
    return () => stopping.abort();
  }, [id, host]);
  return state;
}

async function follow(
  url: string,
  signal: AbortSignal,
  change: (change: (before: Loads) => Loads) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const { data } of readServerEvents(url, { signal }))
        change(({ loads }) => ({ loads: [...loads, data as Load].slice(-most) }));
    } catch (error) {
      if (signal.aborted) return;
      change(({ loads }) => ({ loads, error }));
      if (error instanceof Problem && error.status > 0 && error.status < 500) return;
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
