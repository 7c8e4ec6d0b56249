import { readFileSync } from 'node:fs';

/** A form of a value, as Docker's specification has it. */
export type Form =
  | 'any'
  | 'boolean'
  | 'bytes'
  | 'integer'
  | 'object'
  | 'string'
  | { readonly fields: Readonly<Record<string, Form>> }
  | { readonly list: Form }
  | { readonly map: Form }
  | { readonly ref: string };

/** An operation, as Docker's specification has it. */
export interface Operation {
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, 'array' | 'boolean' | 'integer' | 'string'>>;
  readonly body?: Form;
}

/** Docker's specification of one version of the Engine API. */
export interface Specification {
  readonly source: { readonly version: string };
  readonly operations: readonly Operation[];
  readonly definitions: Readonly<Record<string, Form>>;
}

/** The specifications that the tables must cover, the oldest first. */
export const specifications: readonly Specification[] = ['1.41', '1.45', '1.51'].map((version) =>
  JSON.parse(readFileSync(new URL(`v${version}.json`, import.meta.url), 'utf8')),
);

/** What a form stands for. */
export function resolve({ definitions }: Specification, form: Form): Exclude<Form, { readonly ref: string }> {
  if (typeof form === 'string' || !('ref' in form)) return form;
  const definition = definitions[form.ref];
  if (definition === undefined) throw new Error(`The specification has no ${form.ref}.`);
  return resolve({ definitions } as Specification, definition);
}

/** Every place of a form that has a name: `HostConfig.Mounts[].Type`. */
export function placesIn(specification: Specification, form: Form, place = ''): readonly string[] {
  const of = resolve(specification, form);
  if (typeof of === 'string') return [];
  if ('list' in of) return placesIn(specification, of.list, `${place}[]`);
  if ('map' in of) return placesIn(specification, of.map, `${place}.*`);
  if (!('fields' in of)) return [];
  return Object.entries(of.fields).flatMap(([name, field]) => {
    const at = place === '' ? name : `${place}.${name}`;
    return [at, ...placesIn(specification, field, at)];
  });
}

/** A value of a form in which every field is set. `known`: of strings that have few values. */
export function sampleOf(
  specification: Specification,
  form: Form,
  known: Readonly<Record<string, unknown>>,
  place = '',
): unknown {
  if (Object.hasOwn(known, place)) return known[place];
  const of = resolve(specification, form);
  if (typeof of === 'string') return { any: 'x', boolean: true, bytes: 'x', integer: 1, object: {}, string: 'x' }[of];
  if ('list' in of) return [sampleOf(specification, of.list, known, `${place}[]`)];
  if ('map' in of) return { x: sampleOf(specification, of.map, known, `${place}.*`) };
  if (!('fields' in of)) return {};
  const entries = Object.entries(of.fields).map(([name, field]) => {
    const at = place === '' ? name : `${place}.${name}`;
    return [name, sampleOf(specification, field, known, at)];
  });
  return Object.fromEntries(entries);
}
