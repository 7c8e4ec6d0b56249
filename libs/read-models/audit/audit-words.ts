/** What stands for a secret, wherever it is in a text. */
const fingerprint = /secret:[\w-]{22}/g;
const separators = /[^\p{L}\p{N}]+/gu;
/** Docker shows twelve digits of it. */
const longId = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;

/**
 * The words by which a search finds a command: its name, all text in its arguments but fingerprints, the names of nested fields (labels,
 * build arguments), and `more`. Names and references come apart: `team/app:1.0` is found by `team`, by `app:1.0` and as a whole.
 */
export function wordsOf(name: string, args: object, more: readonly string[]): string {
  const texts = [name, ...Object.values(args).flatMap(textsIn), ...more];
  return texts.map((text) => splitWords(text.replace(fingerprint, ' ')).replace(longId, '$& $1')).join(' ');
}

/**
 * A search for Postgres' websearch_to_tsquery: each name or reference means its words one behind the other. Undefined when there is no
 * word in it.
 */
export function searchOf(text: string): string | undefined {
  const terms = text.match(/-?"[^"]*"?|\S+/g) ?? [];
  const search = terms.map((term) => (/^or$/i.test(term) ? term : phraseOf(term))).join(' ');
  return search.includes('"') ? search : undefined;
}

function phraseOf(term: string): string {
  const words = splitWords(term);
  return words === '' ? '' : `${term.startsWith('-') ? '-' : ''}"${words}"`;
}

function splitWords(text: string): string {
  return text.replace(separators, ' ').trim();
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item)]);
}
