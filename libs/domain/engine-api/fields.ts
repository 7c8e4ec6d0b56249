import { DomainError } from '#event-sourcing';
import { z } from 'zod';

/** What a host's owner allows everybody who may run. */
export interface HostPolicy {
  /** Paths of the host that may be mounted as they are. What lies below them may not: a link there could lead anywhere. */
  readonly binds: readonly string[];
}

/** Why a value gives power over the host itself; undefined when it does not. */
export type Power = (value: never, policy: HostPolicy) => string | undefined;

/** A field of a message of the Engine API: its form, and when it gives power over the host. Fields without a `power` never do. */
export type Field =
  | { readonly is: z.ZodType; readonly power?: Power | undefined }
  | { readonly object: Fields }
  | { readonly listOf: Fields }
  | { readonly mapOf: Fields };

/** A message of the Engine API: every field that it may have, in alphabetical order. */
export type Fields = Readonly<Record<string, Field>>;

/** A JSON object. */
export type Message = Readonly<Record<string, unknown>>;

/** A field that gives power over the host, and why. */
export interface PowerField {
  /** e.g. `HostConfig.Privileged` */
  readonly field: string;
  readonly reason: string;
}

const text = z.string().max(1_000_000);
export const bool: Field = { is: z.boolean() };
export const int: Field = { is: z.int() };
export const number: Field = { is: z.number() };
export const string: Field = { is: text };
export const strings: Field = { is: z.array(text) };
export const stringMap: Field = { is: z.record(text, text) };
/** A set, as Go writes one: an object whose values are empty. */
export const stringSet: Field = { is: z.record(text, z.strictObject({})) };

/** A field that gives power over the host whenever it is set to anything but nothing. */
export function hostOnly(field: { readonly is: z.ZodType }, reason: string): Field {
  return { is: field.is, power: (value: unknown) => (isNothing(value) ? undefined : reason) };
}

/** Go's zero values: not there, false, 0, empty. */
export function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}

/**
 * Reads a message strictly: each field by its own name and form, none that is not in the table. `null` stands for nothing, as in Go, and is
 * left out: what is returned is what the engine will be sent.
 *
 * @throws DomainError `field-unknown`, `args-invalid`
 */
export function readFields(fields: Fields, value: unknown, place = ''): Message {
  if (!isMessage(value)) throw invalid(place, 'an object is wanted');
  const read: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const at = place === '' ? name : `${place}.${name}`;
    if (!field) throw unknownField(at, name, fields);
    if (item !== null) read[name] = readField(field, item, at);
  }
  return read;
}

/** The fields of a message, read before, that give power over the host. */
export function powersIn(fields: Fields, message: Message, policy: HostPolicy, place = ''): readonly PowerField[] {
  return Object.entries(message).flatMap(([name, value]) => {
    const field = fields[name];
    return field ? powersOf(field, value, policy, place === '' ? name : `${place}.${name}`) : [];
  });
}

function readField(field: Field, value: unknown, place: string): unknown {
  if ('object' in field) return readFields(field.object, value, place);
  if ('listOf' in field) {
    if (!Array.isArray(value)) throw invalid(place, 'a list is wanted');
    return value.map((item, index) => readFields(field.listOf, item, `${place}[${index}]`));
  }
  if ('mapOf' in field) {
    if (!isMessage(value)) throw invalid(place, 'an object is wanted');
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        item === null ? null : readFields(field.mapOf, item, `${place}.${key}`),
      ]),
    );
  }
  const parsed = field.is.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid([place, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'it has the wrong form');
}

function powersOf(field: Field, value: unknown, policy: HostPolicy, place: string): readonly PowerField[] {
  if (value === null) return [];
  if ('object' in field) return powersIn(field.object, value as Message, policy, place);
  if ('listOf' in field)
    return (value as readonly Message[]).flatMap((item, index) =>
      powersIn(field.listOf, item, policy, `${place}[${index}]`),
    );
  if ('mapOf' in field)
    return Object.entries(value as Readonly<Record<string, Message | null>>).flatMap(([key, item]) =>
      item === null ? [] : powersIn(field.mapOf, item, policy, `${place}.${key}`),
    );
  const reason = field.power?.(value as never, policy);
  return reason === undefined ? [] : [{ field: place, reason }];
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(place: string, message: string): DomainError {
  return new DomainError('invalid', 'args-invalid', `${place === '' ? 'body' : place}: ${message}.`);
}

function unknownField(place: string, name: string, fields: Fields): DomainError {
  const meant = Object.keys(fields).find((known) => known.toLowerCase() === name.toLowerCase());
  const remedy = meant === undefined ? 'leave it out' : `write "${meant}"`;
  return new DomainError('invalid', 'field-unknown', `${place}: there is no such field in the Engine API; ${remedy}.`);
}
