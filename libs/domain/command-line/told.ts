import { isNothing, type Message } from '../engine-api/fields.js';

/** What the words of a command line say of something, and what of it they cannot say. */
export interface Told {
  readonly words: readonly string[];
  /** Places: `.Options`, `[2]`, or the empty text for the thing itself. */
  readonly unsaid: readonly string[];
}

/** Says one field of a message. */
export type Flag = (value: never, message: Message) => Told;

/** How the fields of a message are said, in alphabetical order. */
export type Flags = Readonly<Record<string, Flag>>;

export const nothing: Told = { words: [], unsaid: [] };
export const unsayable: Told = { words: [], unsaid: [''] };

export function say(...words: readonly string[]): Told {
  return { words, unsaid: [] };
}

export function join(...parts: readonly Told[]): Told {
  return { words: parts.flatMap(({ words }) => words), unsaid: parts.flatMap(({ unsaid }) => unsaid) };
}

/** The same, of something that stands at `place`. */
export function at(place: string, { words, unsaid }: Told): Told {
  return { words, unsaid: unsaid.map((rest) => `${place}${rest}`) };
}

/** Says a message by its flags, in their order. A field that has none is left unsaid, unless it says nothing. */
export function tell(flags: Flags, message: Message): Told {
  const known = Object.entries(flags).map(([name, flag]) => {
    const value = message[name];
    return value === undefined || value === null ? nothing : at(`.${name}`, flag(value as never, message));
  });
  const others = Object.entries(message)
    .filter(([name, value]) => !Object.hasOwn(flags, name) && !isNothing(value))
    .map(([name]) => at(`.${name}`, unsayable));
  return join(...known, ...others);
}

/** Says each item of a list. */
export function tellEach<Item>(items: readonly Item[], one: (item: Item) => Told): Told {
  return join(...items.map((item, index) => at(`[${index}]`, one(item))));
}

/** What is not an option: a word that looks like one comes after `--`. */
export function operands(...words: readonly (string | undefined)[]): Told {
  const given = words.filter((word) => word !== undefined && word !== '') as readonly string[];
  return say(...(given.some((word) => word.startsWith('-') && word !== '-') ? ['--', ...given] : given));
}
