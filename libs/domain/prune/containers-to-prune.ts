import { isUp } from '../container/container.snapshot.js';
import { ago, type Choosing, isMeant } from './prune-filter.js';
import type { PruneItem } from './prune-plan.events.js';

/** A container as far as pruning goes by it. */
export interface PrunableContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly state: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** The containers that do not run, the one that has been idle longest first. */
export function containersToPrune(containers: readonly PrunableContainer[], choosing: Choosing): readonly PruneItem[] {
  return containers
    .filter((container) => !isUp(container) && container.state !== 'removing')
    .filter((container) => isMeant(choosing, { labels: container.labels, since: idleSince(container) }))
    .toSorted((one, other) => Date.parse(idleSince(one)) - Date.parse(idleSince(other)))
    .map((container) => ({
      id: container.id,
      names: [container.name],
      reason: reasonFor(container, choosing.now),
      createdAt: container.createdAt,
      ...(container.startedAt !== undefined && { startedAt: container.startedAt }),
    }));
}

function idleSince({ finishedAt, createdAt }: PrunableContainer): string {
  return finishedAt ?? createdAt;
}

function reasonFor(container: PrunableContainer, now: Date): string {
  if (container.state === 'dead') return 'dead: the host began to remove it and could not';
  const since = ago(idleSince(container), now);
  if (container.state === 'created') return `created ${since} and never started`;
  return `exited ${since} with ${container.exitCode}${container.oomKilled ? ', out of memory' : ''}`;
}
