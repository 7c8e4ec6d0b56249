import { DomainError } from '#event-sourcing';
import { anything, type Body, type Field, type Fields, isMessage, type Message } from './fields.js';

/**
 * Reads a message strictly: each field by its own name and form, none that is not in the table. `null` stands for nothing, as in Go, and is
 * left out: what is returned is what the engine will be sent.
 *
 * @throws DomainError `field-unknown`, `args-invalid`
 */
export function readFields(body: Fields, value: unknown): Message;
export function readFields(body: Body, value: unknown): Message | readonly unknown[];
export function readFields(body: Body, value: unknown): Message | readonly unknown[] {
  if (body !== anything) return readMessage(body, value, '');
  if (isMessage(value) || Array.isArray(value)) return value;
  throw invalid('', 'an object or a list is wanted');
}

function readMessage(fields: Fields, value: unknown, place: string): Message {
  if (!isMessage(value)) throw invalid(place, 'an object is wanted');
  const read: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === null) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = place === '' ? name : `${place}.${name}`;
    if (!field) throw unknownField(at, name, fields);
    if (!('ignored' in field)) read[name] = readField(field, item, at);
  }
  return read;
}

/**
 * Reads one value by its field, as `readFields` does.
 *
 * @param place what a message calls it
 * @throws DomainError `field-unknown`, `args-invalid`
 */
export function readField(field: Field, value: unknown, place: string): unknown {
  if ('object' in field) return readMessage(field.object, value, place);
  if ('listOf' in field) return readList(field.listOf, value, place);
  if ('mapOf' in field) return readMap(field, value, place);
  const parsed = field.is.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid([place, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'it has the wrong form');
}

function readList(items: Field, value: unknown, place: string): unknown {
  if (!Array.isArray(value)) throw invalid(place, 'a list is wanted');
  return value.map((item, index) => readField(items, item, `${place}[${index}]`));
}

/** A key without a value says that it is there: `null` stays. */
function readMap(
  { mapOf, keys }: Extract<Field, { readonly mapOf: Field }>,
  value: unknown,
  place: string,
): Readonly<Record<string, unknown>> {
  if (!isMessage(value)) throw invalid(place, 'an object is wanted');
  const entries = Object.entries(value).map(([key, item]) => {
    const at = `${place}.${key}`;
    if (keys) readField(keys, key, at);
    return [key, item === null ? null : readField(mapOf, item, at)];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
}

function invalid(place: string, message: string): DomainError {
  return new DomainError('invalid', 'args-invalid', `${place === '' ? 'body' : place}: ${message}.`);
}

function unknownField(place: string, name: string, fields: Fields): DomainError {
  const meant = Object.keys(fields).find((known) => known.toLowerCase() === name.toLowerCase());
  const remedy = meant === undefined ? 'leave it out' : `write "${meant}"`;
  return new DomainError('invalid', 'field-unknown', `${place}: there is no such field in the Engine API; ${remedy}.`);
}
