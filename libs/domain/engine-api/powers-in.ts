import {
  type Field,
  type Fields,
  type HostPolicy,
  isMessage,
  type Message,
  type Power,
  type Reference,
} from './fields.js';

/** A field that gives power over the host, and why. */
export interface PowerField {
  /** e.g. `HostConfig.Privileged` */
  readonly field: string;
  readonly reason: string;
}

/** What a field names, and where it stands. */
export interface ReferenceField extends Reference {
  /** e.g. `HostConfig.NetworkMode` */
  readonly field: string;
}

/** The fields of a message, read before, that give power over the host. */
export function powersIn(fields: Fields, message: Message, policy: HostPolicy): readonly PowerField[] {
  return [...placesIn(fields, message)].flatMap(({ field, value, place }) => {
    const { power } = field;
    return power?.holds(value as never, policy) ? [{ field: place, reason: power.why }] : [];
  });
}

/** What of the host the fields of a message, read before, name. */
export function referencesIn(fields: Fields, message: Message): readonly ReferenceField[] {
  return [...placesIn(fields, message)].flatMap(({ field, value, place }) =>
    (field.refers?.(value as never) ?? []).map((reference) => ({ field: place, ...reference })),
  );
}

/** The values in a message, read before, that never enter the log. */
export function secretsIn(fields: Fields, message: Message): readonly string[] {
  return [...placesIn(fields, message)].flatMap(({ field, value }) =>
    'secret' in field && typeof value === 'string' && value !== '' ? [value] : [],
  );
}

/** Every place of a table that may give power over the host. */
export function powersOf(
  fields: Fields,
  place = '',
): readonly ({ readonly field: string } & Pick<Power, 'when' | 'why'>)[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    'ignored' in field ? [] : powersOfField(field, place === '' ? name : `${place}.${name}`),
  );
}

function powersOfField(field: Field, place: string): ReturnType<typeof powersOf> {
  const own = field.power ? [{ field: place, when: field.power.when, why: field.power.why }] : [];
  if ('object' in field) return [...own, ...powersOf(field.object, place)];
  if ('listOf' in field) return [...own, ...powersOfField(field.listOf, `${place}[]`)];
  if ('mapOf' in field) {
    const keys = field.keys ? powersOfField(field.keys, `${place}.*`) : [];
    return [...own, ...keys, ...powersOfField(field.mapOf, `${place}.*`)];
  }
  return own;
}

interface Place {
  readonly field: Field;
  readonly value: unknown;
  readonly place: string;
}

function* placesIn(fields: Fields, message: Message, place = ''): Generator<Place> {
  for (const [name, value] of Object.entries(message)) {
    const field = fields[name];
    if (field && !('ignored' in field)) yield* placesOf(field, value, place === '' ? name : `${place}.${name}`);
  }
}

function* placesOf(field: Field, value: unknown, place: string): Generator<Place> {
  if (value === null) return;
  yield { field, value, place };
  if ('object' in field && isMessage(value)) yield* placesIn(field.object, value, place);
  if ('listOf' in field && Array.isArray(value))
    for (const [index, item] of value.entries()) yield* placesOf(field.listOf, item, `${place}[${index}]`);
  if ('mapOf' in field && isMessage(value))
    for (const [key, item] of Object.entries(value)) {
      if (field.keys) yield { field: field.keys, value: key, place: `${place}.${key}` };
      yield* placesOf(field.mapOf, item, `${place}.${key}`);
    }
}
