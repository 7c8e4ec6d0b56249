/** What stands for a secret, wherever it is in a text. */
const fingerprint = /secret:[\w-]{22}/g;
/** Postgres takes 2,046 bytes of a word: what is longer counts as several. */
const word = /[\p{L}\p{N}]{1,500}/gu;
/** Docker shows twelve digits of it. */
const longId = /^[0-9a-f]{64}$/;

/**
 * The words by which a search finds a command, as Postgres writes a tsvector: its name, all text in its arguments but fingerprints, the
 * names of nested fields (labels, build arguments), and `more`. Names and references come apart: `team/app:1.0` is found by `team`, by
 * `app:1.0` and as a whole.
 *
 * Postgres' own parser is left out, since it takes the same word apart in one place and not in another: `12e34ab` is a number to it.
 */
export function wordsOf(name: string, args: object, more: readonly string[]): string {
  const texts = [name, ...Object.values(args).flatMap(textsIn), ...more];
  const words = texts.flatMap((text) => splitWords(text.replace(fingerprint, ' ')));
  return words
    .flatMap((each) => (longId.test(each) ? [each, each.slice(0, 12)] : each))
    .map((each, index) => `${each}:${index + 1}`)
    .join(' ');
}

/**
 * A search as one writes it for a search engine (words, "phrases", -exclusions, or, beginnings*), as Postgres writes a tsquery. Undefined
 * when there is no word in it. A name or reference means its words one behind the other.
 */
export function searchOf(text: string): string | undefined {
  let search = '';
  let operator = '&';
  for (const term of text.match(/-?"[^"]*"?|\S+/g) ?? []) {
    const phrase = phraseOf(term);
    if (/^or$/i.test(term)) operator = '|';
    else if (phrase !== undefined) {
      search += search === '' ? phrase : ` ${operator} ${phrase}`;
      operator = '&';
    }
  }
  return search === '' ? undefined : search;
}

function phraseOf(term: string): string | undefined {
  const words = splitWords(term);
  if (words.length === 0) return undefined;
  return `${term.startsWith('-') ? '!' : ''}(${words.join(' <-> ')}${term.endsWith('*') ? ':*' : ''})`;
}

function splitWords(text: string): readonly string[] {
  return text.toLowerCase().match(word) ?? [];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
