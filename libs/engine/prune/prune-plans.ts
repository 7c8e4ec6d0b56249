import { randomUUIDv7 } from 'node:crypto';
import {
  type PruneFilter,
  type PruneItem,
  type PruneKind,
  type PrunePlan,
  prunePlanDecider,
  prunePlanOf,
  prunePlanStream,
  type PruneTarget,
} from '#domain';
import type { EventStore, StreamAppend } from '#event-sourcing';
import { metadataOf } from '../engine.js';
import type { Host } from '../ports/index.js';
import type { Caller, Submission } from '../submission.js';
import { surveyors } from './survey.js';

/** What prune plans stand on. */
export interface PrunePlansParts {
  readonly store: EventStore;
  /** The ids of all jobs that have not ended. */
  readonly unendedJobs: () => Promise<ReadonlySet<string>>;
}

/** What is to be planned. */
export interface PruneWish {
  readonly kind: PruneKind;
  readonly host: Host;
  readonly filter: PruneFilter;
}

/** Makes prune plans, and the commands that apply them. */
export class PrunePlans {
  constructor(private readonly parts: PrunePlansParts) {}

  /** Looks what there is to prune on a host and records it; it changes nothing there. */
  async make({ kind, host, filter }: PruneWish, caller: Caller): Promise<PrunePlan> {
    const choosing = async () => ({ filter, unended: await this.parts.unendedJobs(), now: new Date() });
    const survey = await surveyors[kind](host, choosing);
    const id = randomUUIDv7();
    const data = { kind, host: host.name, filter, ...survey };
    const event = { id: randomUUIDv7(), type: 'PrunePlanned', data, metadata: metadataOf(caller, id) };
    const { events } = await this.parts.store.append([
      { stream: prunePlanStream(id), expectedVersion: 0, events: [event] },
    ]);
    const plan = prunePlanOf(events);
    if (!plan) throw new Error(`the log did not answer with the plan ${id} that it recorded`);
    return plan;
  }

  /** The plan as the log has it now; undefined when there is none. */
  async find(id: string): Promise<PrunePlan | undefined> {
    return prunePlanOf(await this.parts.store.readStream(prunePlanStream(id)));
  }

  /** The command that carries a plan out. It is refused when the plan is applied already, also in the same moment by another. */
  commandFor(plan: PrunePlan, caller: Caller): Pick<Submission, 'along' | 'args' | 'host' | 'name'> {
    const { id, kind, host } = plan;
    const items = plan.items.map(targetOf);
    return { name: `prune.${kind}`, args: { plan: id, items }, host, along: (job) => this.#apply(id, job, caller) };
  }

  async #apply(id: string, job: string, caller: Caller): Promise<readonly StreamAppend[]> {
    const plan = await this.find(id);
    const decided = prunePlanDecider.decide({ type: 'Apply', job, now: new Date() }, plan);
    const events = decided.map((event) => ({ ...event, id: randomUUIDv7(), metadata: metadataOf(caller, job) }));
    return [{ stream: prunePlanStream(id), expectedVersion: plan?.version ?? 0, events }];
  }
}

/** What a job must know of an item to remove it. */
function targetOf(item: PruneItem): PruneTarget {
  const { reason: _, ...target } = item;
  return target;
}
