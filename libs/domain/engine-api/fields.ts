import { z } from 'zod';

/** What a host's owner allows everybody who may run. */
export interface HostPolicy {
  /** Paths of the host that may be mounted as they are. What lies below them may not: a link there could lead anywhere. */
  readonly binds: readonly string[];
}

/** When a value gives power over the host itself, and why. */
export interface Power {
  /** For people: `host`, `any`. */
  readonly when: string;
  readonly why: string;
  readonly holds: (value: never, policy: HostPolicy) => boolean;
}

/** Something of the host that a request names, and that may have power of its own: it has to be looked up before the request is judged. */
export interface Reference {
  readonly kind: 'container' | 'image' | 'network' | 'volume';
  /** A name or an id. */
  readonly ref: string;
}

/** What is known of a value beside its form. */
interface Meaning {
  readonly power?: Power | undefined;
  readonly refers?: ((value: never) => readonly Reference[]) | undefined;
}

/** A field that holds one value. */
export interface Value extends Meaning {
  readonly is: z.ZodType;
  /** It never enters the log. */
  readonly secret?: true;
}

/** A field of the Engine API: its form, and when it gives power over the host. One without a `power` never does. */
export type Field =
  | Value
  | ({ readonly object: Fields } & Meaning)
  | ({ readonly listOf: Field } & Meaning)
  | ({ readonly mapOf: Field; readonly keys?: Value } & Meaning);

/** What some clients send and the engine does not read: it is left out. */
export interface Ignored {
  readonly ignored: string;
}

/** A message of the Engine API: every field that it may have, in alphabetical order. */
export type Fields = Readonly<Record<string, Field | Ignored>>;

/** Any JSON: for operations that as a whole give power over the host. */
export const anything = Symbol('any JSON');

/** What the body of an operation may be. */
export type Body = Fields | typeof anything;

/** A JSON object. */
export type Message = Readonly<Record<string, unknown>>;

const text = z.string().max(1_000_000);
export const bool = { is: z.boolean() };
export const int = { is: z.int() };
export const string = { is: text };
export const strings = { is: z.array(text) };
/** Where Go takes a list or, for one item, the item itself. */
export const stringOrStrings = { is: z.union([text.transform((item) => [item]), z.array(text)]) };
export const stringMap = { is: z.record(text, text) };
/** A set, as Go writes one: an object whose values are empty. */
export const stringSet = { is: z.record(text, z.strictObject({}).nullable()) };
export const secret = { ...string, secret: true } as const;

/** A field that gives power over the host unless `isFree`. */
export function powerUnless<F extends Field>(
  field: F,
  isFree: (value: string, policy: HostPolicy) => boolean,
  power: Omit<Power, 'holds'>,
): F {
  return { ...field, power: { ...power, holds: (value: string, policy: HostPolicy) => !isFree(value, policy) } };
}

/** A field that gives power over the host whenever it is set to anything but nothing. */
export function hostOnly<F extends Field>(field: F, why: string, when = 'any'): F {
  return { ...field, power: { when, why, holds: (value: unknown) => !isNothing(value) } };
}

/** A field that names things of the host. */
export function refersTo<F extends Field>(field: F, refers: (value: string) => readonly Reference[]): F {
  return { ...field, refers };
}

/** Go's zero values: not there, false, 0, empty. */
export function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value;
}

/** Whether a value is a JSON object. */
export function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
