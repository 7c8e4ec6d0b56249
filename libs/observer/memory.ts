import {
  type Cause,
  type ContainerPast,
  type ContainerSnapshot,
  type EntityKind,
  entityOfStream,
  entityStream,
  type ImageSnapshot,
  type NetworkSnapshot,
  type RecordedContainerFact,
  type RecordedImageFact,
  type RecordedNetworkFact,
  type RecordedVolumeFact,
  type VolumeSnapshot,
} from '#domain';
import type { EventStore, RecordedEvent } from '#event-sourcing';

/** What each kind of thing was when it was last seen. */
export interface Snapshots {
  container: ContainerSnapshot;
  image: ImageSnapshot;
  network: NetworkSnapshot;
  volume: VolumeSnapshot;
}

export type Fact = RecordedContainerFact | RecordedImageFact | RecordedNetworkFact | RecordedVolumeFact;

/** What is known of one thing on the host. */
export interface Known<Kind extends EntityKind = EntityKind> {
  /** Undefined when it is not there, or no longer. */
  readonly now?: Snapshots[Kind];
  /** The digest of its detail, also of one that was removed. */
  readonly detail?: string;
  /** Version of its stream. */
  readonly version: number;
  readonly past: ContainerPast;
}

const unknown: Known = { version: 0, past: {} };

/** A look takes moments: things that something happened to longer ago need not be remembered for its sake. */
const remembered = 10_000;

/** What goes along with a thing goes at once. */
const blameMs = 5_000;

/** What the log says of a host, in memory: the snapshot of each thing there, and what is needed to record the next fact about it. */
export class HostMemory {
  readonly #known: { readonly [Kind in EntityKind]: Map<string, Known<Kind>> } = {
    container: new Map(),
    image: new Map(),
    network: new Map(),
    volume: new Map(),
  };
  /** Things whose stream was read from its beginning: of others only the snapshot is known. */
  readonly #whole = new Set<string>();
  readonly #blamed = new Map<string, { readonly cause: Cause; readonly until: number }>();
  /** Which image has a name. */
  readonly #tags = new Map<string, string>();
  /** The number of the newest event of the host that was taken in about a thing. */
  readonly #seen = new Map<string, number>();

  constructor(
    readonly host: string,
    private readonly store: EventStore,
  ) {}

  /** Takes in the newest fact of each thing that is there. Things that are not told of stay as they are. */
  start(newest: readonly RecordedEvent[]): void {
    for (const fact of newest as readonly Fact[]) {
      const { kind, id } = entityOfStream(fact.stream);
      const before: Known = this.#known[kind].get(id) ?? unknown;
      this.#keep(kind, id, before, knownAfter(unknown, fact));
      this.#whole.delete(fact.stream);
    }
  }

  /** What is known without asking the log. */
  peek<Kind extends EntityKind>(kind: Kind, id: string): Snapshots[Kind] | undefined {
    return this.#known[kind].get(id)?.now;
  }

  /** Who started a container last, when that is known without asking the log. */
  startedBy(id: string): Cause | undefined {
    return this.#known.container.get(id)?.past.startedBy;
  }

  /** What is there, by id. */
  all<Kind extends EntityKind>(kind: Kind): readonly (readonly [string, Snapshots[Kind]])[] {
    return [...this.#known[kind]].flatMap(([id, { now }]) => (now ? [[id, now] as const] : []));
  }

  /** The id of the image that has a name. */
  holderOf(tag: string): string | undefined {
    return this.#tags.get(tag);
  }

  /** All that is known of a thing; what is not in memory is read from its stream. */
  async load<Kind extends EntityKind>(kind: Kind, id: string): Promise<Known<Kind>> {
    if (!this.#whole.has(entityStream(kind, this.host, id))) return (await this.reload(kind, id)) as Known<Kind>;
    return (this.#known[kind].get(id) ?? unknown) as Known<Kind>;
  }

  /** Reads a thing anew, since somebody else may have written to its stream. */
  async reload(kind: EntityKind, id: string): Promise<Known> {
    const stream = entityStream(kind, this.host, id);
    const facts = (await this.store.readStream(stream)) as readonly Fact[];
    const before: Known = this.#known[kind].get(id) ?? unknown;
    const read = facts.reduce(knownAfter, unknown);
    const { signalledBy } = before.past;
    // A signal is no fact: it is remembered here alone.
    const known: Known = signalledBy ? { ...read, past: { ...read.past, signalledBy } } : read;
    this.#keep(kind, id, before, known);
    if (known.version === 0 || known.now || !isOnce(kind)) this.#whole.add(stream);
    return known;
  }

  /** Takes in a fact that is being recorded. */
  evolve(fact: Fact): void {
    const { kind, id } = entityOfStream(fact.stream);
    const before: Known = this.#known[kind].get(id) ?? unknown;
    this.#keep(kind, id, before, knownAfter(before, fact));
  }

  /** Remembers who sent a container a signal. */
  signalled(id: string, signalledBy: NonNullable<ContainerPast['signalledBy']>): void {
    const known = this.#known.container.get(id);
    if (known) this.#known.container.set(id, { ...known, past: { ...known.past, signalledBy } });
  }

  /** Notes that a thing will go by this cause too, should it go soon. */
  blame(kind: EntityKind, id: string, cause: Cause): void {
    this.#blamed.set(`${kind} ${id}`, { cause, until: Date.now() + blameMs });
    const [oldest] = this.#blamed.keys();
    if (this.#blamed.size > remembered && oldest !== undefined) this.#blamed.delete(oldest);
  }

  /** The cause that a thing goes by, when one is noted and still counts. */
  blamed(kind: EntityKind, id: string): Cause | undefined {
    const found = this.#blamed.get(`${kind} ${id}`);
    return found && found.until >= Date.now() ? found.cause : undefined;
  }

  /** Spares the question to the log for a thing that is said to be new; if it is not, recording it fails. */
  expectNew(kind: EntityKind, id: string): void {
    if (!this.#known[kind].has(id)) this.#whole.add(entityStream(kind, this.host, id));
  }

  /** Notes that event number `count` was about this thing. */
  note(kind: EntityKind, id: string, count: number): void {
    const stream = entityStream(kind, this.host, id);
    this.#seen.delete(stream);
    this.#seen.set(stream, count);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** Whether a look that began when `count` events had come is older than what is known. */
  isStale(kind: EntityKind, id: string, count: number): boolean {
    return (this.#seen.get(entityStream(kind, this.host, id)) ?? 0) > count;
  }

  #keep(kind: EntityKind, id: string, before: Known, known: Known): void {
    if (kind === 'image')
      this.#moveTags(id, before.now as ImageSnapshot | undefined, known.now as ImageSnapshot | undefined);
    const all = this.#known[kind] as Map<string, Known>;
    const isThere = known.now !== undefined || (known.version > 0 && !isOnce(kind));
    if (isThere) all.set(id, known);
    else {
      all.delete(id);
      this.#whole.delete(entityStream(kind, this.host, id));
    }
  }

  #moveTags(id: string, before: ImageSnapshot | undefined, now: ImageSnapshot | undefined): void {
    for (const tag of before?.tags ?? []) if (this.#tags.get(tag) === id) this.#tags.delete(tag);
    for (const tag of now?.tags ?? []) this.#tags.set(tag, id);
  }
}

/** The id of a container or a network never comes back. */
export function isOnce(kind: EntityKind): boolean {
  return kind === 'container' || kind === 'network';
}

function knownAfter(before: Known, fact: Fact): Known {
  const now = snapshotOf(fact);
  const detail = detailOf(now) ?? before.detail;
  return {
    ...(now && { now }),
    ...(detail !== undefined && { detail }),
    version: fact.version,
    past: pastAfter(fact, before.past),
  };
}

function snapshotOf({ data }: Fact): Snapshots[EntityKind] | undefined {
  if ('container' in data) return data.container;
  if ('image' in data) return data.image;
  if ('network' in data && typeof data.network === 'object') return data.network;
  return 'volume' in data ? data.volume : undefined;
}

function detailOf(snapshot: Snapshots[EntityKind] | undefined): string | undefined {
  return snapshot && 'detail' in snapshot ? snapshot.detail : undefined;
}

function pastAfter({ type, data }: Fact, past: ContainerPast): ContainerPast {
  if (type === 'ContainerCreated') return { createdBy: data.cause };
  if (type !== 'ContainerStarted') return past;
  const { signalledBy: _, ...rest } = past;
  return { ...rest, startedBy: data.cause };
}
