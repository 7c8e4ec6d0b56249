import { labelOf } from './graph-label.js';
import type { GraphNode, ImageGraph } from './image-graph.js';

const brackets = {
  container: ['[[', ']]'],
  image: ['(', ')'],
  layer: ['[', ']'],
  tag: ['([', '])'],
} as const satisfies Record<GraphNode['kind'], readonly [string, string]>;

/** The graph as a flowchart of Mermaid, what stands on something above it. */
export function mermaidOf({ nodes, edges }: ImageGraph): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    'flowchart TB',
    ...nodes.map((node) => `  ${names.get(node.id)}${boxOf(node)}`),
    ...edges.map(({ kind, from, to, host }) => {
      const label = host === undefined ? kind : `${kind} on ${host}`;
      return `  ${names.get(from)} -->|"${escaped(label)}"| ${names.get(to)}`;
    }),
    '',
  ].join('\n');
}

function boxOf(node: GraphNode): string {
  const [open, close] = brackets[node.kind];
  return `${open}"${labelOf(node).map(escaped).join('<br/>')}"${close}`;
}

/**
 * Mermaid reads labels as Markdown and HTML, and its own comments and entities before all: so whatever is not plain is written as an entity.
 * Those that follow `style` or `classDef` and a colon it would take for colours, wherever they stand: so these two words are not plain either.
 */
function escaped(text: string): string {
  return text.replaceAll(
    /style|classDef|[^\p{L}\p{N} .,:/@=+_…-]/gu,
    ([first = '', ...rest]) => `#${first.codePointAt(0)};${rest.join('')}`,
  );
}
