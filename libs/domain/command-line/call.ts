import { type CallArgs } from '../engine-api/call-args.js';
import { isMessage, type Message } from '../engine-api/fields.js';
import { at, type Flags, join, nothing, operands, say, tell, type Told } from './told.js';

/** The query of a call: texts and lists of texts. */
export type Query = CallArgs['query'];

/** How an operation of the Engine API is said by the CLI. */
export type CallLine = (call: CallArgs) => Told;

/** A flag that is there when a parameter is true. */
export const whenOn = (flag: string) => (is: string) => (is === '1' ? say(flag) : nothing);
/** The same, of a parameter that is true unless it is given as false. */
export const unlessOff = (flag: string) => (is: string) => (is === '0' ? say(`${flag}=false`) : nothing);
/** A flag for each value of a list. */
export const eachText = (flag: string) => (is: string | readonly string[]) =>
  say(...[is].flat().flatMap((text) => (text === '' ? [] : [flag, text])));

/** `--filter name=value` for each, of the JSON in which the Engine API has filters. */
export function filters(text: string): Told {
  return say(...filtersIn(text).flatMap((filter) => ['--filter', filter]));
}

/** Filters as the CLI has them: `label=a`. */
export function filtersIn(text: unknown): readonly string[] {
  const all = parseJson(text);
  if (!isMessage(all)) return [];
  return Object.entries(all).flatMap(([name, values]) => namesIn(values).map((is) => `${name}=${is}`));
}

/** Old clients send a list, newer ones a set. */
function namesIn(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(String) : Object.keys(isMessage(values) ? values : {});
}

/** JSON in a parameter; undefined when there is none. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Says the query of a call. What is false or empty need not be said. */
export function tellQuery(flags: Flags, query: Query): Told {
  const said = Object.entries(query).filter(([name, is]) => is !== '' && (is !== '0' || Object.hasOwn(flags, name)));
  return at('query', tell(flags, Object.fromEntries(said)));
}

interface Shape {
  /** What stands behind `docker`: `container prune --force`. */
  readonly words: string;
  readonly query?: Flags;
  readonly body?: Flags;
  readonly operands?: (call: CallArgs, body: Message) => readonly (string | undefined)[];
}

/** An operation whose line is a verb, flags, and what it is about. */
export function line({ words, query = {}, body = {}, operands: about = () => [] }: Shape): CallLine {
  return (call) => {
    const message = bodyOf(call);
    return join(
      say('docker', ...words.split(' ')),
      tellQuery(query, call.query),
      tell(body, message),
      operands(...about(call, message)),
      registry(call),
    );
  };
}

/** The CLI takes credentials from its own configuration. */
export function registry({ registryAuth }: CallArgs): Told {
  return registryAuth === undefined ? nothing : { words: [], unsaid: ['registryAuth'] };
}

export function bodyOf({ body }: CallArgs): Message {
  return isMessage(body) ? body : {};
}

/** A parameter that is text; of a list the first. */
export function textOf(query: Query, name: string): string {
  return [query[name] ?? ''].flat()[0] ?? '';
}
