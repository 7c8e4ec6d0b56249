import { type Cause, entityOfStream } from '#domain';
import type { Entity, Version } from './entity-history.js';
import { EntityHistory } from './entity-history.js';
import { type RecordedFact, toldAfter } from './told-after.js';

/** What facts change in the tables. */
export interface Changes {
  /** Entities of which nothing was known. */
  readonly entities: readonly Entity[];
  readonly facts: readonly FactRow[];
  /** Versions that began or ended, each once. */
  readonly versions: readonly Version[];
}

/** A row of `facts`. */
export interface FactRow {
  readonly position: number;
  readonly entity: number;
  readonly kind: string;
  readonly host: string;
  readonly type: string;
  readonly cause: Cause['by'];
  readonly job: string | null;
}

/** Takes in facts, oldest first, on top of what is known of their entities. */
export class FactFold {
  readonly #histories = new Map<string, EntityHistory>();
  /** The image that has a name on a host. */
  readonly #holders = new Map<string, EntityHistory>();
  readonly #entities: Entity[] = [];
  readonly #facts: FactRow[] = [];
  readonly #versions = new Set<Version>();

  constructor(known: readonly EntityHistory[]) {
    for (const history of known) {
      this.#histories.set(nameOf(history.of), history);
      for (const tag of history.tags) this.#holders.set(placeOf(history, tag), history);
    }
  }

  take(fact: RecordedFact): void {
    const { position, type, data } = fact;
    const history = this.#historyOf(fact);
    const { entity, kind, host } = history.of;
    this.#facts.push({ position, entity, kind, host, type, cause: data.cause.by, job: jobOf(data.cause) });
    this.#keep(history.tell(toldAfter(fact), position));
    this.#moveTags(history, fact);
  }

  get changes(): Changes {
    return { entities: this.#entities, facts: this.#facts, versions: [...this.#versions] };
  }

  #historyOf({ stream, position }: RecordedFact): EntityHistory {
    const named = entityOfStream(stream);
    const known = this.#histories.get(nameOf(named));
    if (known) return known;
    const history = new EntityHistory({ entity: position, ...named });
    this.#entities.push(history.of);
    this.#histories.set(nameOf(named), history);
    return history;
  }

  /** A name is one image's at a time: it goes to the image of which it was told last. */
  #moveTags(history: EntityHistory, { type, data, position }: RecordedFact): void {
    switch (type) {
      case 'ImageCreated':
        for (const name of history.tags) if (!data.image.tags.includes(name)) this.#untag(history, name, position);
        for (const name of data.image.tags) this.#tag(history, name, position);
        return;
      case 'ImageTagged':
        for (const name of data.names) this.#tag(history, name, position);
        return;
      case 'ImageUntagged':
        for (const name of data.names) this.#untag(history, name, position);
        return;
      case 'ImageRemoved':
        for (const name of history.tags) this.#untag(history, name, position);
    }
  }

  #tag(history: EntityHistory, name: string, position: number): void {
    const holder = this.#holders.get(placeOf(history, name));
    if (holder !== undefined && holder !== history) this.#keep(holder.untag(name, position));
    this.#keep(history.tag(name, position));
    this.#holders.set(placeOf(history, name), history);
  }

  #untag(history: EntityHistory, name: string, position: number): void {
    const ended = history.untag(name, position);
    if (ended.length > 0) this.#holders.delete(placeOf(history, name));
    this.#keep(ended);
  }

  #keep(versions: readonly Version[]): void {
    for (const version of versions) this.#versions.add(version);
  }
}

function nameOf({ kind, host, id }: Pick<Entity, 'kind' | 'host' | 'id'>): string {
  return `${kind} ${host} ${id}`;
}

function placeOf({ of: { host } }: EntityHistory, tag: string): string {
  return `${host} ${tag}`;
}

/** The job's id; null also for what is none, since a fact is never refused. */
function jobOf(cause: Cause): string | null {
  return cause.by === 'job' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cause.job) ? cause.job : null;
}
