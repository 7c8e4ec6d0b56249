import type { Query, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { Problem } from '../api/client.js';
import { readServerEvents } from '../api/server-events.js';
import { isLong } from './long-lists.js';
import { Renewal } from './renewal.js';
import { topicsOf } from './topics.js';

/** An event, as far as the bar of time tells it. */
export interface Mark {
  readonly position: number;
  readonly type: string;
  readonly time: string;
  /** What it is about: the beginning of its stream's name. */
  readonly kind: string;
}

/** What the page knows of its connection to the log. */
export interface LiveState {
  /** The last events that have reached the page. */
  readonly marks: readonly Mark[];
  /** The last position that has reached the page. */
  readonly position: number;
  readonly connection: 'connecting' | 'live' | 'lost';
}

const retryMs = [500, 1_000, 2_000, 4_000];

const mostMarks = 400;

let state: LiveState = { position: 0, connection: 'connecting', marks: [] };
const listeners = new Set<() => void>();

function change(to: Partial<LiveState>): void {
  state = { ...state, ...to };
  for (const listener of listeners) listener();
}

export function useLive(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Follows the log from a position on, for ever: what an event is about is asked for again. Returns how to stop. */
export function follow(client: QueryClient, from: number): () => void {
  const stopping = new AbortController();
  const renewal = new Renewal((topics) => askAnew(client, topics), stopping.signal);
  change({ position: Math.max(from, state.position), connection: 'connecting' });
  void keepReading(client, stopping.signal, (event) => {
    change({ position: event.position, marks: [...state.marks, markOf(event)].slice(-mostMarks) });
    renewal.add(topicsOf(event.subject));
  });
  return () => stopping.abort();
}

/** A list that somebody has scrolled far down is only marked: it says that it is behind. */
async function askAnew(client: QueryClient, topics: ReadonlySet<string>): Promise<void> {
  const isConcerned = ({ queryKey }: Query) => isOfNow(queryKey) && topics.has(String(queryKey[0]));
  await Promise.all([
    client.invalidateQueries({ predicate: (query) => isConcerned(query) && !isLong(query.state.data) }),
    client.invalidateQueries({
      predicate: (query) => isConcerned(query) && isLong(query.state.data),
      refetchType: 'none',
    }),
  ]);
}

async function keepReading(
  client: QueryClient,
  signal: AbortSignal,
  take: (event: LoggedEvent) => void,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const onOpen = () => {
      const wasLost = state.connection === 'lost';
      failures = -1;
      change({ connection: 'live' });
      // What came meanwhile follows as events; what is no event, such as a host's load, is asked for again.
      if (wasLost) void client.invalidateQueries({ predicate: ({ queryKey }) => isOfNow(queryKey) });
    };
    try {
      for await (const { data } of readServerEvents('/v1/events', {
        signal,
        after: String(state.position),
        onOpen,
      }))
        take(data as LoggedEvent);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 401) return;
    }
    if (signal.aborted) return;
    change({ connection: 'lost' });
    await pause(retryMs[Math.min(Math.max(failures, 0), retryMs.length - 1)] ?? 4_000, signal);
  }
}

/** What of an event the page reads. */
export interface LoggedEvent {
  readonly position: number;
  readonly type: string;
  readonly time: string;
  readonly subject: string;
}

export function markOf({ position, type, time, subject }: LoggedEvent): Mark {
  return { position, type, time, kind: subject.split('-', 1)[0] ?? '' };
}

/** Waits, or until the browser says that it has a network again. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

/** What was asked as of a moment does not change. */
function isOfNow([, asked]: readonly unknown[]): boolean {
  return !(typeof asked === 'object' && asked !== null && 'at' in asked && asked.at !== undefined);
}
