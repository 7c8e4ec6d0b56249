import { type CallArgs, readParameters } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Parameter, Route } from './route.js';
import { readJson } from './strict-json.js';

type Query = CallArgs['query'];

/**
 * Reads the query of a request by its route: known parameters alone, each in its form, and written anew as the engine understands it. Where
 * a client repeats fields of its body (dockerode does), they are left out: an engine does not read them there.
 *
 * @throws DomainError `args-invalid`, `json-invalid`
 */
export function readQuery(route: Route, query: ReadonlyMap<string, readonly string[]>): Query {
  const known = [...query].filter(([name]) => !isIgnored(route, name));
  const read = Object.fromEntries(known.map(([name, values]) => [name, readParameter(route, name, values)]));
  return readParameters(route.call, read) as Query;
}

function isIgnored({ query = {}, body }: Route, name: string): boolean {
  if (Object.hasOwn(query, name)) return query[name] === 'ignored';
  return typeof body === 'object' && Object.hasOwn(body, name);
}

function readParameter({ query = {} }: Route, name: string, values: readonly string[]): Query[string] {
  const form = Object.hasOwn(query, name) ? query[name] : undefined;
  if (form === undefined || form === 'ignored')
    throw invalid(name, `there is no such parameter here; there are: ${Object.keys(query).join(', ') || 'none'}`);
  if (form === 'list') return [...values];
  const [value = '', ...others] = values;
  if (others.length > 0) throw invalid(name, 'it stands more than once');
  return forms[form](value, name);
}

const forms: { readonly [Form in Exclude<Parameter, 'ignored' | 'list'>]: (value: string, name: string) => string } = {
  // As Docker reads them: what is none of these is true.
  bool: (value) => (['', '0', 'no', 'false', 'none'].includes(value.trim().toLowerCase()) ? '0' : '1'),
  int(value, name) {
    if (!/^-?\d{1,15}$|^$/.test(value)) throw invalid(name, 'a whole number is wanted');
    return value;
  },
  json: (value) => (value === '' ? '' : JSON.stringify(readJson(value))),
  text: (value) => value,
};

function invalid(name: string, problem: string): DomainError {
  return new DomainError('invalid', 'args-invalid', `query.${name}: ${problem}.`);
}
