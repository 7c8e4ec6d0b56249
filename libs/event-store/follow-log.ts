import type { RecordedEvent, Subscribe } from '#event-sourcing';
import { isRefused, toLogError } from './log-errors.js';
import type { LogListener } from './log-listener.js';
import { Pace } from './pace.js';
import { readHead, readStretch } from './read-log.js';
import type { Queries } from './read-page.js';

/** How long a reader waits for a notification before it looks for itself. */
export const pollInterval = 1_000;

/** Reads what is there, and then what comes. What it cannot read, while the database is away, it tries again. */
export async function* followLog(
  queries: Queries,
  listener: LogListener,
  { signal, ...read }: Subscribe,
): AsyncGenerator<readonly RecordedEvent[]> {
  let after = read.after;
  const pace = new Pace();
  const leave = listener.join();
  try {
    while (!signal.aborted) {
      await pace.keep(signal);
      const changes = listener.changesOf(read.types);
      try {
        // With types the index leads straight to what is new; otherwise the head says whether there is anything to look through.
        const through = read.types === undefined ? await readHead(queries) : Number.MAX_SAFE_INTEGER;
        for await (const events of after < through ? readStretch(queries, { ...read, after, through }) : []) {
          if (signal.aborted) return;
          after = events.at(-1)?.position ?? after;
          yield events;
        }
        if (read.types === undefined) after = Math.max(after, through);
      } catch (error) {
        const failure = toLogError(error);
        if (isRefused(failure)) throw failure;
      }
      await listener.changedSince(changes, read.types, pollInterval, signal);
    }
  } finally {
    leave();
  }
}
