import { randomUUIDv7 } from 'node:crypto';
import {
  type Cause,
  causeOfSignal,
  digestOfStream,
  type EntityKind,
  entityOfStream,
  entityStream,
  type ImageSnapshot,
  isSigned,
  type Suspects,
} from '#domain';
import { DomainError, type EventMetadata } from '#event-sourcing';
import { Appends, RecordedContents } from './appends.js';
import { blameFor, causeOf } from './causes.js';
import { Changes } from './changes.js';
import { wellFormed } from './details.js';
import type { Fact, Known } from './memory.js';
import type { RecorderParts } from './recorder-parts.js';
import type { FactChange, Sighting } from './sighting.js';

/** Turns what is seen of a host into facts, each recorded once: the version of its stream tells when somebody else was first. */
export class Recorder {
  readonly #changes: Changes;
  readonly #contents = new RecordedContents();
  /** When the engine was started that runs now, by the network that it makes at each start. */
  engineStartedAt: string | undefined;
  /** How far the host's clock is before ours, and how well that is known, in ms. */
  clock: { readonly ahead: number; readonly within: number } = { ahead: 0, within: 1_000 };

  constructor(private readonly parts: RecorderParts) {
    this.#changes = new Changes(parts);
  }

  /**
   * Records what the sightings add to what is known, in their order. Resolves when it is durable: a log that is away is waited for. When it
   * rejects, nothing of it is recorded, and nothing is taken for known.
   */
  async record(sightings: readonly Sighting[]): Promise<void> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
      const appends = new Appends(this.#contents);
      try {
        return await this.#recordTogether(sightings, appends);
      } catch (error) {
        await this.#restore(appends);
        if (isConflict(error) && sightings.length > 1) return this.#oneByOne(sightings);
        if (!isConflict(error) && !isAway(error)) throw error;
        await new Promise<void>((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #recordTogether(sightings: readonly Sighting[], appends: Appends): Promise<void> {
    await this.parts.jobs.refresh();
    for (const sighting of sightings) await this.#take(sighting, appends);
    if (appends.all.length === 0) return;
    await this.parts.store.append(appends.all);
    for (const digest of appends.digests) this.#contents.add(digest);
  }

  /** After a conflict: somebody else was first with some of it. What remains is recorded a sighting at a time. */
  async #oneByOne(sightings: readonly Sighting[]): Promise<void> {
    for (const sighting of sightings) await this.record([{ ...sighting, isNew: false }]);
  }

  /** What was taken for recorded is read anew, however long the log is away. */
  async #restore({ all }: Appends): Promise<void> {
    for (const stream of new Set(all.map(({ stream }) => stream))) {
      for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
        const error = await this.#reload(stream).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error === undefined) break;
        if (!isAway(error)) throw error;
        await new Promise<void>((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #reload(stream: string): Promise<void> {
    const digest = digestOfStream(stream);
    if (digest !== undefined) {
      if ((await this.parts.store.readStream(stream)).length > 0) this.#contents.add(digest);
      return;
    }
    const { kind, id } = entityOfStream(stream);
    await this.parts.memory.reload(kind, id);
  }

  async #take(sighting: Sighting, appends: Appends): Promise<void> {
    const { memory } = this.parts;
    const kind = kindOf(sighting);
    if (sighting.by === 'gap' && memory.isStale(kind, sighting.id, sighting.count)) return;
    if (sighting.by !== 'gap') memory.note(kind, sighting.id, sighting.count);
    if (sighting.isNew) memory.expectNew(kind, sighting.id);
    const known = await memory.load(kind, sighting.id);
    if (sighting.kind === 'signal') return this.#noteSignal(sighting, known as Known<'container'>);
    const changes = await this.#changes.of(sighting, known, appends);
    if (changes.length === 0) return;
    for (const change of changes) {
      const suspects = await this.#suspects(sighting, known, change.data.at);
      await this.#add(change, sighting, suspects, appends);
    }
  }

  async #noteSignal(sighting: Sighting, known: Known<'container'>): Promise<void> {
    if (!known.now) return;
    const suspects = await this.#suspects(sighting, known, sighting.at);
    this.parts.memory.signalled(sighting.id, causeOfSignal(known.now, known.past, suspects));
  }

  /** @param at the host's time */
  async #suspects(sighting: Sighting, { now }: Known, at: string): Promise<Suspects> {
    const { jobs, memory, secrets } = this.parts;
    const { ahead, within } = this.clock;
    const label = labelOf(sighting) ?? (now && 'job' in now ? now : {});
    const labelled =
      label.job !== undefined && isSigned(label, (text) => secrets.fingerprint(text))
        ? await jobs.find(label.job)
        : undefined;
    const looking = sighting.job === undefined ? undefined : await jobs.find(sighting.job);
    const from = Date.parse(at) - ahead;
    // What a look shows may have come about after the event that it was for.
    const until = isLook(sighting) ? Math.max(from, Date.now()) : from;
    return {
      jobs: jobs.on(memory.host, from, within, until),
      now: Date.now(),
      ...(labelled?.host === memory.host && { labelled }),
      ...(looking && { looking }),
    };
  }

  async #add(change: FactChange, sighting: Sighting, suspects: Suspects, appends: Appends): Promise<void> {
    const { memory } = this.parts;
    const { kind, id } = entityOf(change);
    const { version, past } = await memory.load(kind, id);
    const { engineStartedAt } = this;
    const isLive = sighting.by !== 'gap';
    const arrived = arrivedAs(sighting);
    const cause = causeOf(change, {
      memory,
      suspects,
      past,
      isLive,
      ...(engineStartedAt !== undefined && { engineStartedAt }),
      ...(arrived && { arrived }),
    });
    blameFor(change, cause, memory);
    const seen = sighting.by === 'event' ? 'event' : 'inspection';
    const data = wellFormed({ ...change.data, host: memory.host, seen, cause }) as Fact['data'];
    const event = { id: randomUUIDv7(), type: change.type, data, metadata: await this.#metadata(cause) };
    const stream = entityStream(kind, memory.host, id);
    appends.add(stream, version, event);
    memory.evolve({ ...event, stream, version: version + 1, position: 0, time: '', schemaVersion: 1 } as Fact);
  }

  async #metadata(cause: Cause): Promise<EventMetadata> {
    const { jobs, memory } = this.parts;
    const job = cause.by === 'job' ? await jobs.find(cause.job) : undefined;
    if (job) return jobs.metadataOf(job);
    const correlationId = randomUUIDv7();
    return cause.by === 'drift'
      ? { actor: { kind: 'unknown', name: 'out-of-band' }, correlationId }
      : { actor: { kind: 'system', name: `host ${memory.host}` }, correlationId };
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'version-conflict';
}

function isAway(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'log-unavailable';
}

function kindOf({ kind }: Sighting): EntityKind {
  return kind === 'signal' ? 'container' : kind;
}

/** Whether it is what an inspection showed, and not what an event told. */
function isLook(sighting: Sighting): boolean {
  return 'inspected' in sighting || 'now' in sighting;
}

/** The job that the label of something seen names, and what proves it. */
function labelOf(
  sighting: Sighting,
): { readonly job?: string | undefined; readonly signature?: string | undefined } | undefined {
  const seen = 'inspected' in sighting ? sighting.inspected.container : 'now' in sighting ? sighting.now : undefined;
  return seen && 'job' in seen ? seen : undefined;
}

function arrivedAs(sighting: Sighting): ImageSnapshot | undefined {
  if (sighting.kind !== 'image') return undefined;
  const image = sighting.below ?? sighting.now;
  return image && { ...image, detail: '' };
}

/** Which thing a change is about: a name that moves changes two images. */
function entityOf({ type, data }: FactChange): { readonly kind: EntityKind; readonly id: string } {
  if ('container' in data) return { kind: 'container', id: data.container.id };
  if ('image' in data) return { kind: 'image', id: data.image.id };
  if (type === 'NetworkCreated') return { kind: 'network', id: data.network.id };
  if (type === 'VolumeCreated') return { kind: 'volume', id: data.volume.name };
  switch (type) {
    case 'ContainerRemoved':
      return { kind: 'container', id: data.id };
    case 'ImageRemoved':
      return { kind: 'image', id: data.id };
    case 'NetworkRemoved':
      return { kind: 'network', id: data.id };
    default:
      return { kind: 'volume', id: data.name };
  }
}
