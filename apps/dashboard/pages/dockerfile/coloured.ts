/** A piece of a line, with what it is where it is coloured. */
export interface Coloured {
  readonly text: string;
  readonly kind?: 'comment' | 'keyword' | 'string' | 'variable' | 'flag';
}

const pieces =
  /(?<string>"(?:[^"\\]|\\.)*"|'[^']*')|(?<variable>\$\{[^}]*\}|\$\w+)|(?<flag>(?<=\s)--[a-z][\w-]*)|(?<keyword>(?<=\s)AS(?=\s))/giu;

/** A longer text is not coloured, so that typing stays quick. */
const mostLines = 2_000;
const mostCharacters = 200_000;

/**
 * The lines of a Dockerfile in the colours of their parts; undefined of a long one. What counts is told by the API: this is for the eye
 * alone.
 */
export function colouredLines(text: string): readonly (readonly Coloured[])[] | undefined {
  const lines = text.split('\n');
  if (lines.length > mostLines || text.length > mostCharacters) return undefined;
  let continues = false;
  return lines.map((line) => {
    if (/^\s*#/.test(line)) return [{ text: line, kind: 'comment' }];
    const [, keyword = ''] = continues ? [] : (/^(\s*[a-z]+)(?=\s|$)/i.exec(line) ?? []);
    continues = /\\\s*$/.test(line);
    const rest = piecesOf(line.slice(keyword.length));
    return keyword === '' ? rest : [{ text: keyword, kind: 'keyword' }, ...rest];
  });
}

function piecesOf(text: string): readonly Coloured[] {
  const found: Coloured[] = [];
  let from = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    const kind = (['string', 'variable', 'flag', 'keyword'] as const).find(
      (name) => match.groups?.[name] !== undefined,
    );
    found.push({ text: match[0], ...(kind && { kind }) });
    from = match.index + match[0].length;
  }
  return from < text.length ? [...found, { text: text.slice(from) }] : found;
}
