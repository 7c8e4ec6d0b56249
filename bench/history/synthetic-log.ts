import type { EventStore, StreamAppend } from '#event-sourcing';
import { Random } from './random.js';
import { SyntheticHost } from './synthetic-host.js';

/** Large units: an append waits for its commit, and the log for nothing else. */
const eventsAUnit = 4_000;

/** Records about so many events of two hosts through the log's own append, in a mix as it is in real life. */
export async function writeSyntheticLog(store: EventStore, events: number): Promise<void> {
  const random = new Random(1);
  const hosts = [new SyntheticHost('local', random), new SyntheticHost('staging', random)];
  let unit: StreamAppend[] = [];
  for (let [written, size] = [0, 0]; written < events;) {
    const appends = random.of(hosts).next();
    unit.push(...appends);
    size += appends.reduce((sum, append) => sum + append.events.length, 0);
    if (size < eventsAUnit && written + size < events) continue;
    await store.append(unit);
    written += size;
    [unit, size] = [[], 0];
  }
}
