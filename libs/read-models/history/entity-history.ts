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
  get current(): Iterable<Version> {
    return this.#current.values();
  }

  /** The names that an image has now. */
  get tags(): readonly string[] {
    return [...this.#current.values()].flatMap(({ told }) =>
      told.table === 'tag_versions' ? [told.columns.name] : [],
    );
  }

  /** From `position` on exactly this is so, but for tags. Returns the versions that begin or end there. */
  tell(told: readonly Told[], position: number): readonly Version[] {
    const byKey = new Map(told.map((each) => [keyOf(each), each]));
    const ended = [...this.#current].flatMap(([key, version]) => {
      const isOver = version.told.table !== 'tag_versions' && !goesOn(version.told, byKey.get(key));
      return isOver ? this.#end(key, position) : [];
    });
    const begun = [...byKey].flatMap(([key, each]) => (this.#current.has(key) ? [] : this.#begin(key, each, position)));
    return [...ended, ...begun];
  }

  /** An image has the name from `position` on. */
  tag(name: string, position: number): readonly Version[] {
    const told: Told = { table: 'tag_versions', columns: { name, image: this.of.id } };
    const key = keyOf(told);
    return this.#current.has(key) ? [] : this.#begin(key, told, position);
  }

  /** An image no longer has the name from `position` on. */
  untag(name: string, position: number): readonly Version[] {
    return this.#end(keyOf({ table: 'tag_versions', columns: { name, image: this.of.id } }), position);
  }

  #begin(key: string, told: Told, from: number): readonly Version[] {
    const version: Version = { told, entity: this.of.entity, host: this.of.host, from, isStored: false };
    this.#current.set(key, version);
    return [version];
  }

  #end(key: string, position: number): readonly Version[] {
    const version = this.#current.get(key);
    if (version === undefined) return [];
    version.until = position;
    this.#current.delete(key);
    return [version];
  }
}

/** Whether a row stays as it is. */
function goesOn(told: Told, next: Told | undefined): boolean {
  return next !== undefined && !versionTables[told.table].isOfEachFact && isSame(told, next);
}

function isSame(one: Told, other: Told): boolean {
  const [before, after] = [Object.entries(one.columns), new Map(Object.entries(other.columns))];
  return before.every(([column, value]) => after.get(column) === value);
}
