/** A secret that a line needs: the log has a fingerprint of it alone. */
export interface LineSecret {
  /** The variable of the shell that must hold it: `SECRET_1`. */
  readonly variable: string;
  /** What stands for it in the log: `secret:…`. */
  readonly fingerprint: string;
}

const fingerprint = /(secret:[\w-]{22})/;
/** Words of these characters alone mean themselves to every shell. */
const plain = /^[\w@%+=:,./-]+$/;

/**
 * Writes words as a line for a POSIX shell, which reads the same words from it. In place of each secret stands a variable; a shell where it is
 * not set says so, and does not run the line.
 */
export function shellLine(words: readonly string[]): {
  readonly line: string;
  readonly secrets: readonly LineSecret[];
} {
  const variables = new Map<string, string>();
  const quoted = words.map((word) => quote(word, variables));
  return {
    line: quoted.join(' '),
    secrets: [...variables].map(([mark, variable]) => ({ variable, fingerprint: mark })),
  };
}

function quote(word: string, variables: Map<string, string>): string {
  if (plain.test(word) && !fingerprint.test(word)) return word;
  if (word === '') return "''";
  return word
    .split(fingerprint)
    .map((part) => (fingerprint.test(part) ? `"\${${variableOf(part, variables)}:?}"` : quoteText(part)))
    .join('');
}

function quoteText(text: string): string {
  if (text === '' || plain.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function variableOf(mark: string, variables: Map<string, string>): string {
  const known = variables.get(mark) ?? `SECRET_${variables.size + 1}`;
  variables.set(mark, known);
  return known;
}
