import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Graph } from '../../api/answers.js';

export const width = 190;
export const height = 48;

/** Where a node stands. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Finds a place for each node, beside the page: it stays usable meanwhile. */
export async function layOut({ nodes, edges }: Graph): Promise<ReadonlyMap<string, Place>> {
  const [{ default: Elk }, { default: ElkWorker }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?worker'),
  ]);
  const worker = new ElkWorker();
  try {
    const elk = new Elk({ workerFactory: () => worker });
    const known = new Set(nodes.map(({ id }) => id));
    const graph: ElkNode = {
      id: 'graph',
      layoutOptions: {
        'elk.algorithm': 'layered',
        'elk.direction': 'RIGHT',
        'elk.layered.spacing.nodeNodeBetweenLayers': '60',
        'elk.spacing.nodeNode': '16',
      },
      children: nodes.map(({ id }) => ({ id, width, height })),
      edges: edges
        .filter(({ from, to }) => known.has(from) && known.has(to))
        .map(({ from, to }, index) => ({ id: String(index), sources: [to], targets: [from] })),
    };
    const { children = [] } = await elk.layout(graph);
    return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  } finally {
    worker.terminate();
  }
}
