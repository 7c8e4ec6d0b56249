/** A text as Graphviz reads it: an id, or a label of one line. */
export function dotQuoted(text: string): string {
  return `"${dotEscaped(text)}"`;
}

/** In a label a backslash begins an escape such as `\n` or `\G`. */
export function dotEscaped(text: string): string {
  return text.replaceAll(/["\\]/g, '\\$&');
}
