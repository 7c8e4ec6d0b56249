import type { Suspect, Suspects } from '#domain';

/** The moment at which causes are asked for. */
const suspectedAt = '2026-01-01T12:10:00.000Z';

/** A job as causes know it, in the middle of its work: it was started a minute ago, and nobody has told it to end. */
export function suspectOf(name: string, more: Partial<Suspect> = {}): Suspect {
  const startedAt = '2026-01-01T12:09:00.000Z';
  return { id: `a job that does ${name}`, name, args: {}, effect: {}, signals: [], startedAt, ...more };
}

/** Those who may have done it. */
export function suspectsOf(jobs: readonly Suspect[] = [], more: Partial<Suspects> = {}): Suspects {
  return { jobs, now: Date.parse(suspectedAt), ...more };
}
