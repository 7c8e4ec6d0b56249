import { DomainError } from '#event-sourcing';
import type { EventCatalog, StreamAppend } from '#event-sourcing';
import { canonicalBody } from './canonical-body.js';

/** An event that is ready to be written. */
export interface PreparedEvent {
  readonly stream: string;
  /** The version that its stream must have before it; null when any will do. */
  readonly expected: number | null;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly body: string;
}

/** What one call of `append` records: all or nothing. */
export interface Unit {
  readonly events: readonly PreparedEvent[];
  readonly bytes: number;
}

const maxEvents = 10_000;
const maxBytes = 32 * 1024 * 1024;

/** Checks the events of one append and gives them the form in which they are kept. It throws before anything is sent. */
export function prepareUnit(appends: readonly StreamAppend[], catalog: EventCatalog): Unit {
  const time = new Date().toISOString();
  const events = appends.flatMap(({ stream, expectedVersion, events: added }) => {
    checkStream(stream);
    if (added.length === 0) throw invalid(`There are no events for the stream ${stream}.`);
    return added.map((event, index) => {
      checkId(event.id);
      const expected = index === 0 ? (expectedVersion ?? null) : null;
      const body = canonicalBody({ event, stream, time, catalog });
      return { stream, expected, id: event.id, type: event.type, time, body };
    });
  });
  checkUnique(events);
  const bytes = events.reduce((sum, { body }) => sum + body.length, 0);
  if (bytes > maxBytes || events.length > maxEvents) {
    throw new DomainError('too-large', 'append-too-large', 'Too much for one append: append it in several parts.');
  }
  return { events, bytes };
}

function checkStream(stream: string): void {
  if (!/^[\x21-\x7e]{1,600}$/.test(stream)) {
    throw invalid(`A stream is named by 1 to 600 printable ASCII characters, not ${JSON.stringify(stream)}.`);
  }
}

function checkId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw invalid(`The id of an event is a UUID in lower case, not ${JSON.stringify(id)}.`);
  }
}

function checkUnique(events: readonly PreparedEvent[]): void {
  if (events.length === 0) throw invalid('There are no events to append.');
  const seen = new Set<string>();
  for (const { id } of events) {
    if (seen.has(id)) throw invalid(`Two events of one append have the id ${id}.`);
    seen.add(id);
  }
}

function invalid(message: string): DomainError {
  return new DomainError('invalid', 'event-invalid', message);
}
