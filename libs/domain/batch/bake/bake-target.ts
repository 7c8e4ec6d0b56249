import { z } from 'zod';
import { didYouMean } from '../nearest-name.js';
import { bakeInvalid } from './bake-errors.js';
import type { BakeValue } from './bake-expression.js';

/** As HCL converts to a text. */
const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
const texts = z.array(text);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
const values = z.record(z.string(), text.nullable());
/** `type=registry,…`, or the same as an object. */
const options = z.array(z.union([z.string(), z.record(z.string(), text)]));

/** The attributes of a target, without `name` and `matrix`; null means that an attribute is not given. */
const attributes = {
  annotations: texts,
  args: values,
  attest: options,
  'cache-from': options,
  'cache-to': options,
  call: text,
  context: text,
  contexts: z.record(z.string(), text),
  description: text,
  dockerfile: text,
  'dockerfile-inline': text,
  entitlements: texts,
  inherits: texts,
  labels: values,
  network: text,
  'no-cache': flag,
  'no-cache-filter': texts,
  output: options,
  platforms: texts,
  pull: flag,
  secret: options,
  'shm-size': text,
  ssh: options,
  tags: texts,
  target: text,
  ulimits: texts,
};

const target = z.object(attributes).partial();
const known = new Set([...Object.keys(attributes), 'matrix', 'name']);

/** A target of a bake file, after variables have been put in. */
export type BakeTarget = z.output<typeof target>;

/** The attributes of a target as they stand; unknown ones are refused. */
export function readAttributes(name: string, value: BakeValue | undefined): Readonly<Record<string, BakeValue>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bakeInvalid(`target.${name} is no object of attributes.`);
  const given = Object.entries(value).filter(([key, item]) => key !== '//' && item !== null);
  for (const [key] of given) {
    if (!known.has(key))
      throw bakeInvalid(`target.${name} has an unknown attribute "${key}".${didYouMean(key, known)}`);
  }
  return Object.fromEntries(given);
}

/** @param values of the attributes, after variables have been put in */
export function readTarget(name: string, values: Readonly<Record<string, BakeValue>>): BakeTarget {
  const read = target.safeParse(withoutNulls(values));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw bakeInvalid(
    `target.${[name, ...(issue?.path ?? [])].join('.')} is of the wrong form (${issue?.message ?? ''}).`,
  );
}

const added = [
  'annotations',
  'attest',
  'cache-from',
  'entitlements',
  'no-cache-filter',
  'secret',
  'ssh',
  'ulimits',
] as const;

/** What a target inherits, with its own attributes over it, as buildx merges: maps by key, some lists added up, all else replaced. */
export function mergeTargets(base: BakeTarget, over: BakeTarget): BakeTarget {
  const merged: Record<string, unknown> = { ...base, ...over };
  for (const key of ['args', 'labels'] as const) {
    if (base[key] && over[key]) merged[key] = { ...base[key], ...withoutNulls(over[key]) };
  }
  if (base.contexts && over.contexts) merged['contexts'] = { ...base.contexts, ...over.contexts };
  for (const key of added) {
    if (base[key] && over[key]) merged[key] = eachOnce([...base[key], ...over[key]]);
  }
  return merged;
}

function eachOnce<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function withoutNulls<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}
