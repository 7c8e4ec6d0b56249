import { type Actor, type Decider, DomainError, fold, type RecordedEvent } from '#event-sourcing';
import type { PruneEvent, PrunePlanned, RecordedPruneEvent } from './prune-plan.events.js';

/** What was found to be of no use on a host, to be removed all together or not at all. */
export interface PrunePlan extends PrunePlanned {
  readonly id: string;
  readonly actor: Actor;
  /** RFC 3339. */
  readonly plannedAt: string;
  /** The job that carries it out, once it is applied. */
  readonly job?: string;
  /** Version of its stream. */
  readonly version: number;
}

/** `open`: it can be applied. */
export type PrunePlanState = 'applied' | 'open' | 'stale';

/** From then on a plan is too old to be applied. */
const staleAfterMs = 24 * 3_600_000;

/** `now`: of the one who applies it. */
export interface ApplyPrunePlan {
  readonly type: 'Apply';
  readonly job: string;
  readonly now: Date;
}

/** The life of a prune plan: planned, and applied once. */
export const prunePlanDecider = {
  initialState: undefined,
  decide,
  evolve,
} satisfies Pick<Decider<ApplyPrunePlan, RecordedPruneEvent, PrunePlan | undefined>, 'initialState' | 'evolve'> & {
  decide(command: ApplyPrunePlan, plan: PrunePlan | undefined): readonly PruneEvent[];
};

/** The plan that the events of its stream tell of; undefined when there are none. */
export function prunePlanOf(events: readonly RecordedEvent[]): PrunePlan | undefined {
  return fold<RecordedPruneEvent, PrunePlan | undefined>(prunePlanDecider, events as readonly RecordedPruneEvent[]);
}

/** What can be done with a plan that was made at that time. */
export function stateOfPlan(plan: Pick<PrunePlan, 'job' | 'plannedAt'>, now: Date): PrunePlanState {
  if (plan.job !== undefined) return 'applied';
  return now.getTime() - Date.parse(plan.plannedAt) > staleAfterMs ? 'stale' : 'open';
}

function decide({ job, now }: ApplyPrunePlan, plan: PrunePlan | undefined): readonly PruneEvent[] {
  if (!plan)
    throw new DomainError(
      'not-found',
      'plan-not-found',
      'There is no such prune plan. List them with GET /v1/prune-plans.',
    );
  const state = stateOfPlan(plan, now);
  const again = `make a new one with POST /v1/${plan.kind}/prune-plan`;
  if (state === 'applied')
    throw new DomainError(
      'conflict',
      'plan-applied',
      `This plan was applied by job ${plan.job}. See GET /v1/jobs/${plan.job} for what became of it; to prune again, ${again}.`,
    );
  if (state === 'stale')
    throw new DomainError(
      'conflict',
      'plan-stale',
      `This plan was made at ${plan.plannedAt}, more than 24 hours ago. Look again what there is to prune: ${again}.`,
    );
  return [{ type: 'PrunePlanApplied', data: { job } }];
}

function evolve(plan: PrunePlan | undefined, event: RecordedPruneEvent): PrunePlan | undefined {
  if (event.type === 'PrunePlanApplied') return plan && { ...plan, job: event.data.job, version: event.version };
  return {
    ...event.data,
    id: event.stream.slice('prune-plan-'.length),
    actor: event.metadata.actor,
    plannedAt: event.time,
    version: event.version,
  };
}
