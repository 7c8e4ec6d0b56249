import type { Cause, FactData } from '#domain';
import type { Actor } from '#event-sourcing';
import type { RecordedFact } from './history/told-after.js';

/** What happened, when, and because of what. */
export interface FactView {
  readonly position: number;
  /** When it was recorded. */
  readonly time: string;
  /** When it came about, by the host's clock. */
  readonly at: string;
  readonly type: string;
  readonly seen: FactData['seen'];
  readonly cause: Cause;
  readonly actor: Pick<Actor, 'kind' | 'name'>;
}

/** The fields that a change gave other values; null stands for one that was not there. */
export type Changes = Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;

export function viewFact({ position, time, type, data, metadata }: RecordedFact): FactView {
  const { at, seen, cause } = data;
  const { kind, name } = metadata.actor;
  return { position, time, at, type, seen, cause, actor: { kind, name } };
}

/** What the thing was after the fact; undefined when the fact is that it is gone. */
export function snapshotAfter({ data }: RecordedFact): Readonly<Record<string, unknown>> | undefined {
  if ('container' in data) return data.container;
  if ('image' in data) return data.image;
  if ('network' in data) return data.network;
  return 'volume' in data ? data.volume : undefined;
}

/** Compares what a thing was: of one that is new every field is, and one that is gone has none that changed. */
export function changesBetween(
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>> | undefined,
): Changes {
  if (after === undefined) return {};
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].toSorted();
  const changes = fields.map(
    (field) => [field, { before: before?.[field] ?? null, after: after[field] ?? null }] as const,
  );
  // The log keeps objects with their keys in order.
  return Object.fromEntries(
    changes.filter(([, change]) => JSON.stringify(change.before) !== JSON.stringify(change.after)),
  );
}
