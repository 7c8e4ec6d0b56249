import { labelOf } from './graph-label.js';
import type { GraphNode, ImageGraph } from './image-graph.js';
import { mermaidEscaped } from './mermaid-text.js';

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
      return `  ${names.get(from)} -->|"${mermaidEscaped(label)}"| ${names.get(to)}`;
    }),
    '',
  ].join('\n');
}

function boxOf(node: GraphNode): string {
  const [open, close] = brackets[node.kind];
  return `${open}"${labelOf(node).map(mermaidEscaped).join('<br/>')}"${close}`;
}
