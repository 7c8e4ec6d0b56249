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

export function labelOf(node: Graph['nodes'][number], { edges }: Graph): Label {
  const { kind } = node;
  if (kind === 'layer')
    return { kind, title: node.instruction ?? shortId(node.id), detail: bytes(node.size), isDangling: false };
  if (kind === 'tag') return { kind, title: node.id, detail: '', isDangling: false };
  if (kind === 'container') return { kind, title: node.name, detail: node.state, isDangling: false };
  const isBelow = edges.some(({ kind: edge, to }) => edge === 'parent' && to === node.id);
  return {
    kind,
    title: shortId(node.id),
    detail: bytes(node.size),
    image: node.id,
    isDangling: node.tags.length === 0 && !isBelow,
  };
}
