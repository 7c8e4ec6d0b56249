/**
 * A text that Mermaid shows as it is. It reads labels as Markdown and HTML, and its own comments and entities before all: so whatever is not plain is written as an entity.
 * Those that follow `style` or `classDef` and a colon it would take for colours, wherever they stand: so these two words are not plain either.
 */
export function mermaidEscaped(text: string): string {
  return text.replaceAll(
    /style|classDef|[^\p{L}\p{N} .,:/@=+_…-]/gu,
    ([first = '', ...rest]) => `#${first.codePointAt(0)};${rest.join('')}`,
  );
}
