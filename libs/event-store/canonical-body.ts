import { DomainError } from '#event-sourcing';
import type { EventCatalog, EventType, NewEvent } from '#event-sourcing';
import canonicalize from 'canonicalize';

/** An event, and what the log adds to it before it is hashed. */
export interface Recording {
  readonly event: NewEvent;
  readonly stream: string;
  readonly time: string;
  readonly catalog: EventCatalog;
}

/** The greatest size of one event. Bulk (output, build contexts) is kept beside the log, and named in it by its digest. */
const maxBytes = 256 * 1000;

/** NUL as JSON writes it: an even number of backslashes, then the escape. Postgres can keep it in no text and no jsonb. */
const nul = /(?<!\\)(?:\\\\)*\\u0000/;

/** The text that is kept and hashed for an event: canonical JSON (RFC 8785), with data as its schema returns it. */
export function canonicalBody({ event, stream, time, catalog }: Recording): string {
  const { id, type, metadata } = event;
  const known = knownType(type, catalog);
  const { schemaVersion } = known;
  const data = checkedData(event, known);
  const body = serialize({ data, id, metadata, schemaVersion, stream, time, type });
  if (nul.test(body)) throw invalid(`The event ${type} has text with a NUL character: remove it.`);
  if (Buffer.byteLength(body) > maxBytes) {
    throw new DomainError(
      'too-large',
      'event-too-large',
      `What is to be recorded (${type}) is larger than 256 kB. Send less: put what is large into the image or a volume.`,
    );
  }
  return body;
}

function knownType(type: string, catalog: EventCatalog): EventType {
  const known = Object.hasOwn(catalog, type) ? catalog[type] : undefined;
  if (known === undefined) throw invalid(`There is no event of type ${JSON.stringify(type)}: add it to the catalog.`);
  return known;
}

function checkedData({ type, data }: NewEvent, { schema }: EventType): unknown {
  try {
    return schema.parse(data);
  } catch (cause) {
    throw invalid(`The data of ${type} does not fit its schema: ${String(cause)}`, cause);
  }
}

/** Throws also on halves of surrogate pairs, numbers that are none, and circles. */
function serialize(value: object): string {
  try {
    return canonicalize(value) ?? '';
  } catch (cause) {
    throw invalid(`The event cannot be written as JSON: ${String(cause)}`, cause);
  }
}

function invalid(message: string, cause?: unknown): DomainError {
  return new DomainError('invalid', 'event-invalid', message, { cause });
}
