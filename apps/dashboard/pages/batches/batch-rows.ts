import type { AuditEntry, BriefBatch } from '../../api/answers.js';
import { moment, useAt } from '../../api/at.js';
import { outcomeOf } from '../../api/batches.js';
import { dataOf, rest } from '../../api/client.js';
import { asQuery } from '../../parts/filters.js';
import { usePagesOf } from '../../parts/pages-of.js';

/** A batch in the list; of the past it is known how it stood, and not each of its builds. */
export interface BatchRow {
  readonly id: string;
  readonly name: string;
  readonly actor: string;
  readonly outcome: string;
  readonly builds: number;
  readonly submittedAt: string;
  readonly batch?: BriefBatch;
  readonly counts?: BriefBatch['counts'];
}

interface Filters {
  readonly actor?: string;
  readonly state?: string;
}

/** Batches as they are; at a moment of the past, as the audit has them. */
export function useBatchRows(filters: Filters) {
  const at = useAt();
  return usePagesOf<BatchRow>(['batches', { at, filters }], (cursor, signal) =>
    at === undefined ? presentRows(filters, cursor, signal) : pastRows(filters, at, cursor, signal),
  );
}

async function presentRows(filters: Filters, cursor: string | undefined, signal: AbortSignal) {
  const query = { ...asQuery({ ...filters }), limit: 100, cursor };
  const { items, next } = await dataOf(rest.GET('/v1/batches', { params: { query }, signal }));
  return { next, items: items.map(presentRow) };
}

function presentRow(batch: BriefBatch): BatchRow {
  const { id, name, actor, builds, counts, submittedAt } = batch;
  return { id, name, actor, builds, counts, submittedAt, batch, outcome: outcomeOf(batch) };
}

async function pastRows({ actor, state }: Filters, at: number, cursor: string | undefined, signal: AbortSignal) {
  const query = { ...asQuery({ actor }), ...moment(at), name: 'batch', limit: 100, cursor };
  const { items, next } = await dataOf(rest.GET('/v1/audit', { params: { query }, signal }));
  const rows = items.flatMap((entry) => (entry.job === null || entry.outcome === 'refused' ? [] : [pastRow(entry)]));
  return {
    next,
    items: rows.filter(({ outcome }) => state === undefined || isEnded(outcome) === (state === 'exited')),
  };
}

function pastRow({ job, args, actor, outcome, time }: AuditEntry): BatchRow {
  const { name, builds } = args as { readonly name?: string; readonly builds?: number };
  return { id: job ?? '', name: name ?? '', actor, outcome, builds: builds ?? 0, submittedAt: time };
}

function isEnded(outcome: string): boolean {
  return outcome !== 'running' && outcome !== 'queued';
}
