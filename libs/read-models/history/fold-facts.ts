import { type Cause, entityOfStream, entityStream } from '#domain';
import { type Entity, EntityHistory, type Version } from './entity-history.js';
import { type RecordedFact, toldAfter } from './told-after.js';

/** What facts change in the tables. */
export interface Changes {
  /** Entities of which nothing was known. */
  readonly entities: readonly Entity[];
  readonly facts: readonly FactRow[];
  /** Versions that began; some may have ended again. */
  readonly begun: readonly Version[];
  readonly ended: readonly Version[];
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
  #entities: Entity[] = [];
  #facts: FactRow[] = [];
  #begun: Version[] = [];
  #ended: Version[] = [];
  readonly #over = new Set<EntityHistory>();
  readonly #turns = {
    begun: (version: Version) => void this.#begun.push(version),
    ended: (version: Version) => void this.#ended.push(version),
  };

  constructor(known: readonly EntityHistory[] = []) {
    for (const history of known) this.know(history);
  }

  /** The streams of the entities that had facts before these, and of which nothing is known here. */
  strangers(facts: readonly RecordedFact[]): readonly string[] {
    const begun = new Set<string>();
    const strangers = new Set<string>();
    for (const { stream, version } of facts) {
      if (version === 1) begun.add(stream);
      else if (!begun.has(stream) && !this.#histories.has(stream)) strangers.add(stream);
    }
    return [...strangers];
  }

  know(history: EntityHistory): void {
    this.#histories.set(streamOf(history), history);
    for (const tag of history.tags) this.#holders.set(placeOf(history, tag), history);
  }

  take(fact: RecordedFact): void {
    const { stream, position, type, data } = fact;
    const history = this.#histories.get(stream) ?? this.#begin(fact);
    const { entity, kind, host } = history.of;
    this.#facts.push({ position, entity, kind, host, type, cause: data.cause.by, job: jobOf(data.cause) });
    history.tell(toldAfter(fact), position, this.#turns);
    this.#moveTags(history, fact);
    if (history.isOver) this.#over.add(history);
  }

  /** What the facts have changed since it was asked before. Forgets the entities of which nothing is so any more. */
  changes(): Changes {
    for (const history of this.#over) if (history.isOver) this.#histories.delete(streamOf(history));
    this.#over.clear();
    const changes = { entities: this.#entities, facts: this.#facts, begun: this.#begun, ended: this.#ended };
    this.#entities = [];
    this.#facts = [];
    this.#begun = [];
    this.#ended = [];
    return changes;
  }

  /** What is so now. */
  current(): readonly Version[] {
    return [...this.#histories.values()].flatMap((history) => history.current);
  }

  #begin({ stream, position }: RecordedFact): EntityHistory {
    const history = new EntityHistory({ entity: position, ...entityOfStream(stream) });
    this.#entities.push(history.of);
    this.know(history);
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
    if (holder !== undefined && holder !== history) this.#untag(holder, name, position);
    history.tag(name, position, this.#turns);
    this.#holders.set(placeOf(history, name), history);
  }

  #untag(history: EntityHistory, name: string, position: number): void {
    history.untag(name, position, this.#turns);
    if (this.#holders.get(placeOf(history, name)) === history) this.#holders.delete(placeOf(history, name));
  }
}

function streamOf({ of: { kind, host, id } }: EntityHistory): string {
  return entityStream(kind, host, id);
}

function placeOf({ of: { host } }: EntityHistory, tag: string): string {
  return `${host} ${tag}`;
}

/** The job's id; null also for what is none, since a fact is never refused. */
function jobOf(cause: Cause): string | null {
  return cause.by === 'job' && uuid.test(cause.job) ? cause.job : null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
