import type { EntityKind } from '#domain';
import { keyOf, type Told, versionTables } from './version-tables.js';

/** A row of one of the tables: what it tells, and from and until which position that is so. */
export interface Version {
  readonly told: Told;
  readonly entity: number;
  readonly host: string;
  readonly from: number;
  /** Absent while it is so. */
  until?: number;
  /** Whether it stood in its table before. */
  readonly isStored: boolean;
}

/** An entity: `entity` is its number in the tables. */
export interface Entity {
  readonly entity: number;
  readonly kind: EntityKind;
  readonly host: string;
  readonly id: string;
}

/** Is told of each version that begins, and of each that ends. */
export interface Turns {
  begun(version: Version): void;
  ended(version: Version): void;
}

/** An entity, and what is so of it at the position that has been read up to. */
export class EntityHistory {
  readonly #current = new Map<string, Version>();

  constructor(
    readonly of: Entity,
    stored: readonly Version[] = [],
  ) {
    for (const version of stored) this.#current.set(keyOf(version.told), version);
  }

  /** What is so now. */
  get current(): readonly Version[] {
    return [...this.#current.values()];
  }

  /** Whether nothing is so any more. */
  get isOver(): boolean {
    return this.#current.size === 0;
  }

  /** The names that an image has now. */
  get tags(): readonly string[] {
    return this.current.flatMap(({ told }) => (told.table === 'tag_versions' ? [told.columns.name] : []));
  }

  /** From `position` on exactly this is so, but for tags. */
  tell(told: readonly Told[], position: number, turns: Turns): void {
    const byKey = new Map<string, Told>();
    for (const each of told) byKey.set(keyOf(each), each);
    for (const [key, version] of this.#current) {
      if (version.told.table !== 'tag_versions' && !goesOn(version.told, byKey.get(key)))
        this.#end(key, position, turns);
    }
    for (const [key, each] of byKey) if (!this.#current.has(key)) this.#begin(key, each, position, turns);
  }

  /** An image has the name from `position` on. */
  tag(name: string, position: number, turns: Turns): void {
    const told: Told = { table: 'tag_versions', columns: { name, image: this.of.id } };
    const key = keyOf(told);
    if (!this.#current.has(key)) this.#begin(key, told, position, turns);
  }

  /** An image no longer has the name from `position` on. */
  untag(name: string, position: number, turns: Turns): void {
    this.#end(keyOf({ table: 'tag_versions', columns: { name, image: this.of.id } }), position, turns);
  }

  #begin(key: string, told: Told, from: number, turns: Turns): void {
    const version: Version = { told, entity: this.of.entity, host: this.of.host, from, isStored: false };
    this.#current.set(key, version);
    turns.begun(version);
  }

  #end(key: string, position: number, turns: Turns): void {
    const version = this.#current.get(key);
    if (version === undefined) return;
    version.until = position;
    this.#current.delete(key);
    turns.ended(version);
  }
}

/** Whether a row stays as it is. */
function goesOn(told: Told, next: Told | undefined): boolean {
  return next !== undefined && !versionTables[told.table].isOfEachFact && isSame(told, next);
}

function isSame(one: Told, other: Told): boolean {
  const columns: Readonly<Record<string, unknown>> = other.columns;
  return Object.entries(one.columns).every(([column, value]) => columns[column] === value);
}
