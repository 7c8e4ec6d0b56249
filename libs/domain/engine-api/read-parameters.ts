import { DomainError } from '#event-sourcing';
import type { Field, Fields, Message } from './fields.js';
import { type ParameterField, queryFields } from './query.fields.js';
import { readField } from './read-fields.js';

/** The query of a request, each name once. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/**
 * Reads the parameters that hold more than a plain value, strictly, and writes those in JSON anew: what is returned is what the engine
 * will be sent.
 *
 * @throws DomainError `field-unknown`, `args-invalid`
 */
export function readParameters(call: string, query: Query): Query {
  const entries = Object.entries(query).map(([name, text]) => [
    name,
    readParameter(queryFields[call]?.[name], name, text),
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Query;
}

/** The table of the parameters that a call's judgement looks at. */
export function parameterFields(call: string): Fields {
  return Object.fromEntries(Object.entries(queryFields[call] ?? {}).map(([name, field]) => [name, fieldOf(field)]));
}

/** Those parameters of a query, read before, as values of their fields. */
export function parameterValues(call: string, query: Query): Message {
  const fields = Object.entries(queryFields[call] ?? {}).filter(([name]) => query[name] !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, decode(field, name, query[name] ?? '')]));
}

function readParameter(
  field: ParameterField | undefined,
  name: string,
  text: string | readonly string[],
): string | readonly string[] | undefined {
  if (!field) return text;
  const decoded = decode(field, name, text);
  if (decoded === null) return undefined;
  const value = readField(fieldOf(field), decoded, name);
  return 'json' in field ? JSON.stringify(value) : (value as string | readonly string[]);
}

function fieldOf(parameter: ParameterField): Field {
  if ('json' in parameter) return parameter.json;
  return 'list' in parameter ? parameter.list : parameter;
}

function decode(field: ParameterField, name: string, text: string | readonly string[]): unknown {
  if ('list' in field) return [text].flat();
  if (!('json' in field)) return text;
  if (text === '') return null;
  try {
    return JSON.parse(String(text));
  } catch {
    throw new DomainError('invalid', 'args-invalid', `${name}: it is not JSON.`);
  }
}
