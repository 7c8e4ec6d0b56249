import { type PruneItem, type PrunePlan, stateOfPlan } from '#domain';
import type { z } from 'zod';
import type { planSchema, summarySchema } from './prune.schemas.js';

export type SummaryView = z.output<typeof summarySchema>;
export type PlanView = z.output<typeof planSchema>;

/** A prune plan as REST shows it in a list. */
export function viewSummary(plan: PrunePlan): SummaryView {
  const { id, kind, host, filter, plannedAt, bytes, more } = plan;
  const job = plan.job ?? null;
  const self = `/v1/prune-plans/${id}`;
  return {
    id,
    kind,
    host,
    filter: { ...filter, before: filter.before ?? null },
    actor: plan.actor.name,
    plannedAt,
    state: stateOfPlan(plan, new Date()),
    job,
    count: plan.items.length,
    bytes,
    more,
    links: { self, apply: `${self}/apply`, job: job && `/v1/jobs/${job}` },
  };
}

/** A prune plan as REST shows it. */
export function viewPlan(plan: PrunePlan): PlanView {
  return { ...viewSummary(plan), items: plan.items.map(viewItem) };
}

function viewItem({ id, names, reason, bytes, createdAt }: PruneItem): PlanView['items'][number] {
  return { id, names, reason, bytes: bytes ?? null, createdAt: createdAt ?? null };
}
