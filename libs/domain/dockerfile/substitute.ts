import type { Escape } from './dockerfile.js';

/** What is known of a variable: nothing, where the base image or the host may have it. Unset is an ARG without a value. */
export type Variable = { readonly value: string } | 'unset' | 'undeclared' | 'unknown';

/** A variable that a text needs, and that has no value. */
export interface Missing {
  readonly name: string;
  readonly variable: Exclude<Variable, object>;
}

export interface Substitution {
  readonly text: string;
  readonly missing: readonly Missing[];
  /** What is wrong with the text itself. */
  readonly fault?: string;
}

export interface Substituting {
  readonly escape: Escape;
  readonly variable: (name: string) => Variable;
  /** How many characters may still come out; what would be longer stays as it is written. */
  readonly budget: { left: number };
}

/** Puts the values of variables into a text, and takes quotes and escapes away, as the lexer of BuildKit does. */
export function substitute(text: string, options: Substituting): Substitution {
  if (!/[$"'\\`]/.test(text)) return { text, missing: [] };
  const lexer = new Lexer(text, options);
  try {
    const result = lexer.until('');
    options.budget.left -= result.length;
    if (options.budget.left < 0) throw new Unreadable('variables make more of the Dockerfile than can be built.');
    return { text: result, missing: lexer.missing };
  } catch (error) {
    if (error instanceof Unreadable) return { text, missing: lexer.missing, fault: error.message };
    throw error;
  }
}

class Unreadable extends Error {}

/** `${a:-${b:-…}}` may go so deep. */
const deepest = 50;

class Lexer {
  readonly missing: Missing[] = [];
  #at = 0;
  #depth = 0;

  constructor(
    private readonly text: string,
    private readonly options: Substituting,
  ) {}

  /** The text up to a character outside of quotes, or to the end. */
  until(stop: string): string {
    if (++this.#depth > deepest) throw new Unreadable('variables are nested too deep.');
    let result = '';
    while (this.#at < this.text.length && (stop === '' || this.#peek() !== stop)) result += this.#piece();
    if (stop !== '' && this.#take() !== stop) throw new Unreadable(`a "${stop}" is missing.`);
    this.#depth--;
    return result;
  }

  #peek(): string {
    return this.text.charAt(this.#at);
  }

  #take(): string {
    return this.text.charAt(this.#at++);
  }

  #piece(): string {
    const char = this.#peek();
    if (char === "'") return this.#single();
    if (char === '"') return this.#double();
    if (char === '$') return this.#dollar();
    this.#at++;
    return char === this.options.escape ? this.#take() : char;
  }

  #single(): string {
    const end = this.text.indexOf("'", this.#at + 1);
    if (end < 0) throw new Unreadable("a ' is missing.");
    const inside = this.text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return inside;
  }

  #double(): string {
    this.#at++;
    let result = '';
    while (this.#at < this.text.length && this.#peek() !== '"') {
      if (this.#peek() === '$') result += this.#dollar();
      else result += this.#quoted();
    }
    if (this.#take() !== '"') throw new Unreadable('a " is missing.');
    return result;
  }

  #quoted(): string {
    const char = this.#take();
    if (char !== this.options.escape) return char;
    const next = this.#peek();
    return next === '"' || next === '$' || next === this.options.escape ? this.#take() : char;
  }

  #dollar(): string {
    const from = this.#at++;
    if (this.#peek() !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#plain(name, from);
    }
    this.#at++;
    const name = this.#name();
    if (name === '') throw new Unreadable('${ needs the name of a variable, and a } at its end.');
    const operator = this.#take();
    if (operator === '}') return this.#plain(name, from);
    return this.#modified(name, operator === ':' ? `:${this.#take()}` : operator, from);
  }

  #name(): string {
    const [name = ''] = /\d+|[\p{L}_][\p{L}\p{Nd}_]*|[@*#?$!-]/uy.exec(this.#rest()) ?? [];
    this.#at += name.length;
    return name;
  }

  /** As much as a name can have. */
  #rest(): string {
    return this.text.slice(this.#at, this.#at + 1_000);
  }

  #plain(name: string, from: number): string {
    const variable = this.options.variable(name);
    if (typeof variable === 'object') return this.#within(variable.value);
    this.missing.push({ name, variable });
    return this.#orAsWritten(variable, '', from);
  }

  #modified(name: string, operator: string, from: number): string {
    const sign = operator.at(-1) ?? '';
    if (!/^(?::?[-+?]|##?|%%?|\/)$/.test(operator)) throw new Unreadable(`\${${name}${operator}…} is not known.`);
    const word = this.until('}');
    const variable = this.options.variable(name);
    const isSet = typeof variable === 'object' && !(operator.startsWith(':') && variable.value === '');
    if (sign === '-') return variable === 'unknown' || isSet ? this.#given(name, variable, from) : word;
    if (sign === '+') return isSet ? word : this.#orAsWritten(variable, '', from);
    if (sign === '?') return this.#plainOr(name, variable, isSet, from, word);
    return this.#pattern(name, variable, from);
  }

  #given(name: string, variable: Variable, from: number): string {
    if (typeof variable === 'object') return this.#within(variable.value);
    this.missing.push({ name, variable });
    return this.text.slice(from, this.#at);
  }

  /** What a newer engine or the base image may know better stays as it is written. */
  #orAsWritten(variable: Variable, otherwise: string, from: number): string {
    return variable === 'unknown' ? this.text.slice(from, this.#at) : otherwise;
  }

  #plainOr(name: string, variable: Variable, isSet: boolean, from: number, word: string): string {
    if (isSet || variable === 'unknown') return this.#given(name, variable, from);
    throw new Unreadable(`${name} must be given${word === '' ? '' : `: ${word.slice(0, 200)}`}.`);
  }

  /** `${name#pattern}`, `${name%pattern}`, `${name/pattern/word}`: newer front ends alone know them, so they stay as they are. */
  #pattern(name: string, variable: Variable, from: number): string {
    this.missing.push({ name, variable: typeof variable === 'object' ? 'unknown' : variable });
    return this.text.slice(from, this.#at);
  }

  #within(value: string): string {
    this.options.budget.left -= value.length;
    return this.options.budget.left < 0 ? '' : value;
  }
}
