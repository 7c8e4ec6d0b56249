import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { WholeBatch } from '../../api/answers.js';
import { dataOf, Problem, rest } from '../../api/client.js';
import { readServerEvents } from '../../api/server-events.js';

const retryMs = 1_000;

/** A batch, kept up with what its own stream tells until it has ended. */
export function useBatch(id: string) {
  const client = useQueryClient();
  const queryKey = ['batch', { id }];
  const batch = useQuery({
    queryKey,
    queryFn: () => dataOf(rest.GET('/v1/batches/{id}', { params: { path: { id } } })),
    placeholderData: undefined,
  });
  const isOpen = batch.data?.endedAt === null;
  useEffect(() => {
    if (!isOpen) return undefined;
    const stopping = new AbortController();
    const take = (progress: BatchProgressed) =>
      client.setQueryData<WholeBatch>(queryKey, (before) => before && withProgress(before, progress));
    const renew = () => void client.invalidateQueries({ queryKey });
    const after = String(batch.data?.position ?? 0);
    void follow({ id, after, signal: stopping.signal, take, renew });
    return () => stopping.abort();
    // The key is made of the id, and the position is where to begin.
  }, [client, id, isOpen]);
  return batch;
}

/** What the stream tells: the batch as it is, of its builds those that have changed. */
type BatchProgressed = Omit<WholeBatch, 'policies'>;

function withProgress(before: WholeBatch, { items, ...told }: BatchProgressed): WholeBatch {
  const changed = new Map(items.map((item) => [item.name, item]));
  return { ...before, ...told, items: before.items.map((item) => changed.get(item.name) ?? item) };
}

interface Following {
  readonly id: string;
  /** Go on behind this event. */
  readonly after: string;
  readonly signal: AbortSignal;
  readonly take: (progress: BatchProgressed) => void;
  readonly renew: () => void;
}

async function follow({ id, after: begin, signal, take, renew }: Following): Promise<void> {
  let after = begin;
  while (!signal.aborted) {
    try {
      for await (const { id: position, event, data } of readServerEvents(`/v1/batches/${id}/events`, {
        signal,
        after,
      })) {
        if (position !== '') after = position;
        if (event === 'progress') take(data as BatchProgressed);
      }
      // It ends with the batch.
      return renew();
    } catch (error) {
      if (signal.aborted || (error instanceof Problem && error.status > 0 && error.status < 500)) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
