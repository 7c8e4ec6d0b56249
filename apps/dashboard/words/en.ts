import { shellWords } from './en/shell.js';
import { thingsWords } from './en/things.js';
import { workWords } from './en/work.js';

/** All words of the page. The other languages have the same keys, by type. */
export const en = { ...shellWords, ...thingsWords, ...workWords } as const;

/** The same keys with any words. */
export type Wording<Part> = {
  readonly [Key in keyof Part]: Part[Key] extends string
    ? string
    : Part[Key] extends (...parts: infer Parts) => string
      ? (...parts: Parts) => string
      : Wording<Part[Key]>;
};

export type Words = Wording<typeof en>;
