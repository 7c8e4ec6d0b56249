import { dotEscaped, dotQuoted } from './dot-text.js';
import { labelOf } from './graph-label.js';
import type { GraphEdge, GraphNode, ImageGraph } from './image-graph.js';

const shapes = { container: 'component', image: 'box3d', layer: 'box', tag: 'cds' } as const;

/** The graph in Graphviz' language, what stands on something above it. */
export function dotOf({ nodes, edges }: ImageGraph): string {
  return [
    'digraph images {',
    '  node [fontname="sans-serif"];',
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    '}',
    '',
  ].join('\n');
}

function nodeLine(node: GraphNode): string {
  return `  ${dotQuoted(node.id)} [label="${labelOf(node).map(dotEscaped).join('\\n')}", shape=${shapes[node.kind]}];`;
}

function edgeLine({ kind, from, to, host }: GraphEdge): string {
  return `  ${dotQuoted(from)} -> ${dotQuoted(to)} [label=${dotQuoted(host === undefined ? kind : `${kind} on ${host}`)}];`;
}
