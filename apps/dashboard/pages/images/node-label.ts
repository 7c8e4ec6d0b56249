import type { Graph } from '../../api/answers.js';
import { bytes } from '../../parts/bytes.js';
import { shortId } from '../../parts/text.js';

/** What a node of the graph says. */
export interface Label {
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  /** The image that it leads to. */
  readonly image?: string;
  readonly isDangling: boolean;
}

/** The label of each node. */
export function labelsOf({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): ReadonlyMap<string, Label> {
  const parents = new Set(edges.flatMap(({ kind, to }) => (kind === 'parent' ? [to] : [])));
  return new Map(nodes.map((node) => [node.id, labelOf(node, parents.has(node.id))]));
}

function labelOf(node: Graph['nodes'][number], isParent: boolean): Label {
  const { kind } = node;
  if (kind === 'layer')
    return { kind, title: node.instruction ?? shortId(node.id), detail: bytes(node.size), isDangling: false };
  if (kind === 'tag') return { kind, title: node.id, detail: '', isDangling: false };
  if (kind === 'container') return { kind, title: node.name, detail: node.state, isDangling: false };
  return {
    kind,
    title: shortId(node.id),
    detail: bytes(node.size),
    image: node.id,
    isDangling: node.tags.length === 0 && !isParent,
  };
}
