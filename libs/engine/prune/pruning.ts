import {
  cutReason,
  exitStatus,
  isTerminating,
  type PruneKind,
  type PruneResult,
  type PruneTarget,
  type SignalName,
  statusOfSignal,
} from '#domain';
import { DomainError } from '#event-sourcing';
import type { JobProcess } from '../job-process.js';
import type { Pruner } from './pruner.js';

/** A job that prunes, whatever kind. */
type PruneProcess = Omit<JobProcess<`prune.${PruneKind}`>, 'name'>;

/** How it ended. */
interface Pruned {
  readonly status: number;
  readonly result: PruneResult;
}

/** What is recorded before each removal: of what is gone, a retry must know what this job has removed. */
interface Progress {
  /** Place in the plan of the item whose removal began last. */
  readonly item: number;
  /** Places of those before it that were left. */
  readonly left: readonly number[];
  /** Bytes that were freed before it. */
  readonly freed: number;
}

/** One start of a job that prunes: it goes through the plan, also through what an earlier start has done. */
export class Pruning {
  readonly #before: Progress;
  readonly #removed: string[] = [];
  readonly #left: { readonly id: string; readonly place: number; readonly reason: string }[] = [];
  #freed: number;
  /** Told to end: what is not begun is left. */
  #end: SignalName | undefined;

  constructor(
    private readonly process: PruneProcess,
    private readonly pruner: Pruner,
  ) {
    this.#before = { item: -1, left: [], freed: 0, ...(process.effect as Partial<Progress>) };
    this.#freed = this.#before.freed;
  }

  async run(): Promise<Pruned> {
    this.process.trap(async (signal) => {
      if (isTerminating(signal)) this.#end ??= signal;
    });
    const { plan, items } = this.process.args;
    for (const [place, item] of items.entries()) await this.#treat(item, place);
    const left = this.#left.map(({ id, reason }) => ({ id, reason }));
    return {
      status: this.#end ? statusOfSignal(this.#end) : exitStatus.ok,
      result: { plan, removed: this.#removed, left, freedBytes: this.#freed },
    };
  }

  async #treat(item: PruneTarget, place: number): Promise<void> {
    if (!this.#end) this.process.ending.throwIfAborted();
    const isBegun = place <= this.#before.item && !this.#before.left.includes(place);
    if (this.#end && !isBegun) return this.#leave(item, place, 'not reached: the job was told to end');
    const verdict = await this.pruner.judge(this.process.host, item, isBegun);
    if (verdict === 'gone' && isBegun) return this.#recover(item, place);
    if (verdict === 'gone') return this.#leave(item, place, 'gone already');
    if (verdict !== 'due') return this.#leave(item, place, verdict.stays);
    if (this.#end) return this.#leave(item, place, 'not reached: the job was told to end');
    await this.#remove(item, place);
  }

  async #remove(item: PruneTarget, place: number): Promise<void> {
    const left = this.#left.map((other) => other.place);
    await this.process.beginEffect({ item: place, left, freed: this.#freed } satisfies Progress);
    try {
      const freed = await this.pruner.remove(this.process.host, item);
      await this.#count(item, freed);
    } catch (error) {
      await this.#leave(item, place, refusalIn(error));
    }
  }

  /** An earlier start has removed it; what that freed is known but for the last one, whose end nobody recorded. */
  async #recover(item: PruneTarget, place: number): Promise<void> {
    await this.#count(item, place === this.#before.item ? (item.bytes ?? 0) : 0);
  }

  async #count(item: PruneTarget, freed: number): Promise<void> {
    this.#removed.push(item.id);
    this.#freed += freed;
    await this.#say(`removed ${nameOf(item)}`);
  }

  async #leave(item: PruneTarget, place: number, reason: string): Promise<void> {
    this.#left.push({ id: item.id, place, reason: cutReason(reason) });
    await this.#say(`left ${nameOf(item)}: ${reason}`);
  }

  async #say(line: string): Promise<void> {
    await this.process.output.write('stdout', Buffer.from(`${line}\n`));
  }
}

function nameOf({ id, names }: PruneTarget): string {
  return names.length === 0 || names[0] === id ? id : `${names.join(', ')} (${id})`;
}

/** Why the host did not do it; anything but its refusal is thrown on. */
function refusalIn(error: unknown): string {
  if (!(error instanceof DomainError)) throw error;
  switch (error.code) {
    case 'host-conflict':
    case 'host-refused':
      return `the host refused: ${error.message}`;
    case 'host-not-found':
      return 'gone already';
    default:
      throw error;
  }
}
