/** What an engine has counted of a container since its start, at one moment. */
export interface ContainerReading {
  /** RFC 3339. */
  readonly at: string;
  /** Nanoseconds of processor time: of the container, and of all processors of its host together. */
  readonly cpu: number;
  readonly hostCpu: number;
  readonly cpus: number;
  /** Bytes, without the cache that the kernel takes back at once. */
  readonly memory: number;
  /** Bytes; the host's own memory where the container has no limit. */
  readonly memoryLimit: number;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly processes: number;
}

/** How much a container takes, between two readings; rates are null at the first. */
export interface ContainerLoad {
  readonly at: string;
  /** Of one processor: 1.5 is one and a half of them. */
  readonly cpu: number | null;
  readonly cpus: number;
  readonly memory: number;
  readonly memoryLimit: number;
  /** Bytes a second. */
  readonly received: number | null;
  readonly sent: number | null;
  readonly read: number | null;
  readonly written: number | null;
  readonly processes: number;
}

/** What a container took between a reading and the next one. Counters that began anew, as after a restart, count from nought. */
export function loadBetween(before: ContainerReading | undefined, now: ContainerReading): ContainerLoad {
  const { at, cpus, memory, memoryLimit, processes } = now;
  const seconds = before ? (Date.parse(at) - Date.parse(before.at)) / 1_000 : 0;
  const grown = (counter: Counter) => (before ? since(before[counter], now[counter]) : 0);
  const perSecond = (counter: Counter) => (seconds > 0 ? Math.round(grown(counter) / seconds) : null);
  const host = grown('hostCpu');
  return {
    at,
    cpu: host > 0 ? (grown('cpu') / host) * cpus : null,
    cpus,
    memory,
    memoryLimit,
    received: perSecond('received'),
    sent: perSecond('sent'),
    read: perSecond('read'),
    written: perSecond('written'),
    processes,
  };
}

type Counter = 'cpu' | 'hostCpu' | 'read' | 'received' | 'sent' | 'written';

function since(before: number, now: number): number {
  return now >= before ? now - before : now;
}
