import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { inForest, type Line } from './in-forest.js';

/** The size that every thing of a picture has. */
export const width = 190;
export const height = 48;

const gap = { x: 60, y: 16 };

/** Up to so many things the better places are worth the wait. */
const most = 250;

/** Where a thing stands: its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Finds a place for each thing, beside the page, which stays usable meanwhile; of many things a simpler one, at once. */
export async function layOut(ids: readonly string[], lines: readonly Line[]): Promise<ReadonlyMap<string, Place>> {
  if (ids.length <= most) return layered(ids, lines);
  const cells = inForest(ids, lines);
  return new Map(
    [...cells].map(([id, { column, row }]) => [id, { x: column * (width + gap.x), y: row * (height + gap.y) }]),
  );
}

async function layered(ids: readonly string[], lines: readonly Line[]): Promise<ReadonlyMap<string, Place>> {
  const [{ default: Elk }, { default: ElkWorker }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?worker'),
  ]);
  const worker = new ElkWorker();
  try {
    const elk = new Elk({ workerFactory: () => worker });
    const known = new Set(ids);
    const graph: ElkNode = {
      id: 'graph',
      layoutOptions: {
        'elk.algorithm': 'layered',
        'elk.direction': 'RIGHT',
        'elk.layered.spacing.nodeNodeBetweenLayers': String(gap.x),
        'elk.spacing.nodeNode': String(gap.y),
      },
      children: ids.map((id) => ({ id, width, height })),
      edges: lines
        .filter(({ source, target }) => known.has(source) && known.has(target))
        .map(({ source, target }, index) => ({ id: String(index), sources: [source], targets: [target] })),
    };
    const { children = [] } = await elk.layout(graph);
    return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  } finally {
    worker.terminate();
  }
}
