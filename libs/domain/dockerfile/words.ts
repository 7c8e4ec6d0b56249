import type { Flag } from './dockerfile.js';

/** What Go calls a space (unicode.IsSpace), as the reader of BuildKit does. */
const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

export function isSpace(char: string): boolean {
  return space.test(char);
}

/** Splits at white space outside of quotes. Quotes and escapes stay in the words. */
export function splitWords(text: string, escape: string): readonly string[] {
  const words: string[] = [];
  let start = -1;
  let quote = '';
  let end = text.length;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (start < 0) {
      if (isSpace(char)) continue;
      start = at;
    }
    if (char === escape && quote !== "'") {
      at++;
      // An escape with nothing behind it is left out.
      if (at === text.length) end = at - 1;
    } else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (isSpace(char)) {
      words.push(text.slice(start, at));
      start = -1;
    }
  }
  if (start >= 0 && end > start) words.push(text.slice(start, end));
  return words;
}

/** The parts between white space of ASCII, as most instructions are split. */
export function splitAtBlanks(text: string): readonly string[] {
  return text.split(/[\t\v\f\r ]+/).filter((word) => word !== '');
}

/** The keyword of a line, and what follows it. */
export function splitKeyword(line: string): readonly [keyword: string, rest: string] {
  const text = line.trim();
  const at = text.search(/[\t\v\f\r ]/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trimStart()];
}

/** The flags that an instruction begins with, where each stands, and what follows them. */
export interface SplitFlags {
  readonly flags: readonly Flag[];
  /** Of each flag, where it begins and ends in the text. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  readonly rest: string;
}

/** Takes the flags off that an instruction begins with. */
export function splitFlags(text: string): SplitFlags {
  const flags: Flag[] = [];
  const spans: (readonly [number, number])[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charAt(at))) at++;
    if (!text.startsWith('--', at)) return { flags, spans, rest: text.slice(at).trim() };
    const { word, end } = readFlag(text, at);
    if (word !== '--') {
      flags.push(flagFrom(word));
      spans.push([at, end]);
    }
    at = end;
    if (word === '--') return { flags, spans, rest: text.slice(at).trim() };
  }
}

function readFlag(text: string, from: number): { readonly word: string; readonly end: number } {
  let word = '';
  let quote = '';
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === '' && isSpace(char)) break;
    if (char === '\\') word += text.charAt(++at);
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else word += char;
  }
  return { word, end: at };
}

function flagFrom(word: string): Flag {
  const at = word.indexOf('=');
  return at < 0 ? { name: word.slice(2) } : { name: word.slice(2, at), value: word.slice(at + 1) };
}
