import { DomainError } from '#event-sourcing';
import type {
  Appended,
  EventCatalog,
  EventStore,
  NewEvent,
  ReadAll,
  RecordedEvent,
  StreamAppend,
  Subscribe,
} from '#event-sourcing';

/** An event that has no place in the log yet. */
interface Unplaced extends Omit<RecordedEvent, 'version' | 'position'> {
  readonly expected: number | undefined;
}

/** A log in memory, for specs that need no Postgres. It keeps the contract of the real one but does not outlive it. */
export class FakeEventStore implements EventStore {
  #log: readonly RecordedEvent[] = [];
  #changed = Promise.withResolvers<void>();

  constructor(private readonly catalog: EventCatalog) {}

  async append(appends: readonly StreamAppend[]): Promise<Appended> {
    const checked = this.#check(appends);
    const known = checked.flatMap(({ id }) => this.#log.find((event) => event.id === id) ?? []);
    if (known.length === checked.length) return toAppended(known);
    if (known.length > 0)
      throw new DomainError('conflict', 'event-id-taken', 'Some of these events are recorded already.');
    const added = this.#place(checked);
    this.#log = [...this.#log, ...added];
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    return toAppended(added);
  }

  async readStream(stream: string): Promise<readonly RecordedEvent[]> {
    return this.#log.filter((event) => event.stream === stream);
  }

  async *readAll({
    after,
    types,
    streamPrefix = '',
    limit = Infinity,
  }: ReadAll): AsyncGenerator<readonly RecordedEvent[]> {
    const found = this.#log
      .slice(after)
      .filter(({ type, stream }) => (types?.includes(type) ?? true) && stream.startsWith(streamPrefix))
      .slice(0, limit);
    for (let from = 0; from < found.length; from += 1000) yield found.slice(from, from + 1000);
  }

  async head(): Promise<number> {
    return this.#log.length;
  }

  async *subscribe({ signal, ...read }: Subscribe): AsyncGenerator<readonly RecordedEvent[]> {
    const { promise: aborted, resolve: abort } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => abort(), { once: true });
    for (let after = read.after; !signal.aborted;) {
      const changed = this.#changed.promise;
      const through = this.#log.length;
      for await (const events of this.readAll({ ...read, after })) if (!signal.aborted) yield events;
      after = Math.max(after, through);
      await Promise.race([changed, aborted]);
    }
  }

  /** What is wrong with the events themselves, before the log is looked at. */
  #check(appends: readonly StreamAppend[]): readonly Unplaced[] {
    const checked = appends.flatMap(({ stream, expectedVersion, events }) => {
      if (events.length === 0) throw invalid(`There are no events for the stream ${stream}.`);
      return events.map((event, index) => ({
        ...this.#checked(event),
        stream,
        expected: index === 0 ? expectedVersion : undefined,
      }));
    });
    const isUnique = new Set(checked.map(({ id }) => id)).size === checked.length;
    if (checked.length === 0 || !isUnique) throw invalid('An append has at least one event, and none twice.');
    return checked;
  }

  #place(unplaced: readonly Unplaced[]): readonly RecordedEvent[] {
    const added: RecordedEvent[] = [];
    for (const { expected, ...event } of unplaced) {
      const version = [...this.#log, ...added].filter(({ stream }) => stream === event.stream).length;
      if (expected !== undefined && expected !== version) throw conflict(event.stream, version, expected);
      added.push({ ...event, version: version + 1, position: this.#log.length + added.length + 1 });
    }
    return added;
  }

  #checked({ id, type, data, metadata }: NewEvent): Omit<RecordedEvent, 'stream' | 'version' | 'position'> {
    const known = Object.hasOwn(this.catalog, type) ? this.catalog[type] : undefined;
    if (known === undefined) throw invalid(`There is no event of type ${type}: add it to the catalog.`);
    try {
      const text = JSON.stringify({ id, type, data: known.schema.parse(data), metadata });
      if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(text)) throw new Error('text that cannot be stored');
      return { ...JSON.parse(text), time: new Date().toISOString(), schemaVersion: known.schemaVersion };
    } catch (cause) {
      throw invalid(`The data of ${type} cannot be recorded: ${String(cause)}`, cause);
    }
  }
}

function toAppended(events: readonly RecordedEvent[]): Appended {
  const positions = events.map(({ position }) => position);
  return { firstPosition: positions[0] ?? 0, lastPosition: positions.at(-1) ?? 0, events };
}

function conflict(stream: string, actual: number, expected: number): DomainError {
  return new DomainError('conflict', 'version-conflict', `${stream} is at version ${actual}, not ${expected}.`);
}

function invalid(message: string, cause?: unknown): DomainError {
  return new DomainError('invalid', 'event-invalid', message, { cause });
}
