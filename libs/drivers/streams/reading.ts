import type { ContainerReading } from '#domain';

/** The part of an engine's statistics that is told. Of a container that does not run most of it is missing. */
export interface EngineStatistics {
  readonly read: string;
  readonly cpu_stats: {
    readonly cpu_usage: { readonly total_usage: number };
    readonly system_cpu_usage?: number;
    readonly online_cpus?: number;
  };
  readonly memory_stats: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: { readonly inactive_file?: number; readonly total_inactive_file?: number };
  };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
  readonly blkio_stats: {
    readonly io_service_bytes_recursive?: readonly { readonly op: string; readonly value: number }[] | null;
  };
  readonly pids_stats: { readonly current?: number };
}

/** What an engine counted. */
export function readingOf(statistics: EngineStatistics): ContainerReading {
  const { cpu_stats: cpu, memory_stats: memory, pids_stats: pids } = statistics;
  const cards = Object.values(statistics.networks ?? {});
  return {
    at: statistics.read,
    cpu: cpu.cpu_usage.total_usage,
    hostCpu: cpu.system_cpu_usage ?? 0,
    cpus: cpu.online_cpus ?? 0,
    memory: (memory.usage ?? 0) - cacheIn(memory),
    memoryLimit: memory.limit ?? 0,
    received: sum(cards.map(({ rx_bytes: bytes }) => bytes)),
    sent: sum(cards.map(({ tx_bytes: bytes }) => bytes)),
    read: transferred(statistics, 'read'),
    written: transferred(statistics, 'write'),
    processes: pids.current ?? 0,
  };
}

/** As the docker CLI counts: of cgroups v1, and of v2. */
function cacheIn({ stats, usage = 0 }: EngineStatistics['memory_stats']): number {
  const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return cache < usage ? cache : 0;
}

function transferred({ blkio_stats: io }: EngineStatistics, operation: string): number {
  const entries = io.io_service_bytes_recursive ?? [];
  return sum(entries.filter(({ op }) => op.toLowerCase() === operation).map(({ value }) => value));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
