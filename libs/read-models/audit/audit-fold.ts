import type { RecordedDoorEvent, RecordedJobEvent, RecordedPruneEvent, RecordedTokenEvent } from '#domain';
import {
  type Entry,
  entryAfter,
  entryOfDoor,
  entryOfJob,
  entryOfPlan,
  entryOfRefusal,
  entryOfSignal,
  entryOfToken,
  jobIn,
  tokenIn,
} from './entry.js';

/** The events that the audit is made of. */
export type AuditEvent =
  | RecordedDoorEvent
  | RecordedJobEvent
  | RecordedTokenEvent
  | Extract<RecordedPruneEvent, { readonly type: 'PrunePlanned' }>;

/** Takes in events, oldest first, and keeps in mind the entries of jobs that have not ended. What has ended takes no more events. */
export class AuditFold {
  readonly #open = new Map<string, Entry>();
  readonly #tokenNames = new Map<string, string>();
  #ended: Entry[] = [];

  /** The jobs of these entries have not ended; these tokens, by their ids, have these names. */
  know(jobs: ReadonlyMap<string, Entry>, tokenNames: ReadonlyMap<string, string>): void {
    for (const [job, entry] of jobs) this.#open.set(job, entry);
    for (const [token, name] of tokenNames) this.#tokenNames.set(token, name);
  }

  take(event: AuditEvent): void {
    switch (event.type) {
      case 'DoorAdded':
      case 'DoorRemoved':
        this.#ended.push(entryOfDoor(event));
        return;
      case 'JobSubmitted':
        this.#open.set(jobIn(event), entryOfJob(event));
        return;
      case 'JobRefused':
        this.#ended.push(entryOfRefusal(event));
        return;
      case 'JobSignalled':
        this.#ended.push(entryOfSignal(event, this.#open.get(jobIn(event))));
        return;
      case 'PrunePlanned':
        this.#ended.push(entryOfPlan(event));
        return;
      case 'TokenCreated':
        // A token's events are correlated by its id.
        this.#tokenNames.set(event.metadata.correlationId, event.data.name);
        this.#ended.push(entryOfToken(event, event.data.name));
        return;
      case 'TokenRevoked':
        this.#ended.push(entryOfToken(event, this.#tokenNames.get(tokenIn(event))));
        return;
      default:
        this.#goOn(event);
    }
  }

  /** Forgets the entries that have ended, and returns them. */
  ended(): readonly Entry[] {
    return this.#ended.splice(0);
  }

  /** The entries that have not ended. */
  rest(): readonly Entry[] {
    return [...this.#open.values()];
  }

  #goOn(event: RecordedJobEvent): void {
    const job = this.#open.get(jobIn(event));
    if (!job) return;
    const entry = entryAfter(job, event);
    this.#open.set(jobIn(event), entry);
    if (event.type !== 'JobExited') return;
    this.#open.delete(jobIn(event));
    this.#ended.push(entry);
  }
}
