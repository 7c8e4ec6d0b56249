import type { GraphEdge, ImageGraph } from './image-graph.js';

/** Which way to go from a node: up to what stands on it, down to what it stands on, or both ways. */
export interface Walk {
  readonly direction: 'up' | 'down' | 'both';
  /** At most so many edges away; as far as it goes when left out. */
  readonly depth?: number;
}

/**
 * The part of a graph that is above or below a node, with all edges within it.
 *
 * An image and its uppermost layer are at one height, so that a walk goes from each to the other: what was built on an image by a builder
 * that keeps no parents, or elsewhere, is found through the layers. What is above a node has that node below it.
 */
export function around({ nodes, edges }: ImageGraph, start: string, { direction, depth = Infinity }: Walk): ImageGraph {
  const reached = new Set<string>();
  if (direction !== 'down') for (const id of reach(start, steps(edges, upward(start)), depth)) reached.add(id);
  if (direction !== 'up') for (const id of reach(start, steps(edges, downward), depth)) reached.add(id);
  return {
    nodes: nodes.filter(({ id }) => reached.has(id)),
    edges: edges.filter(({ from, to }) => reached.has(from) && reached.has(to)),
  };
}

type Step = readonly [from: string, to: string];

/** A tag stands for its image: what is above that is asked for, when the tag is. */
function upward(start: string): (edge: GraphEdge) => readonly Step[] {
  return ({ kind, from, to }) => {
    const isBothWays = kind === 'has' || (kind === 'names' && from === start);
    return isBothWays
      ? [
          [to, from],
          [from, to],
        ]
      : [[to, from]];
  };
}

function downward({ kind, from, to }: GraphEdge): readonly Step[] {
  return kind === 'has'
    ? [
        [from, to],
        [to, from],
      ]
    : [[from, to]];
}

function steps(
  edges: readonly GraphEdge[],
  stepsOf: (edge: GraphEdge) => readonly Step[],
): ReadonlyMap<string, readonly Step[]> {
  return Map.groupBy(edges.flatMap(stepsOf), ([from]) => from);
}

/** What can be reached, the nearest first. */
function reach(start: string, steps: ReadonlyMap<string, readonly Step[]>, depth: number): ReadonlySet<string> {
  const reached = new Set([start]);
  let edge: readonly string[] = [start];
  for (let away = 0; away < depth && edge.length > 0; away += 1) {
    const next = edge.flatMap((id) => (steps.get(id) ?? []).map(([, to]) => to)).filter((id) => !reached.has(id));
    for (const id of next) reached.add(id);
    edge = [...new Set(next)];
  }
  return reached;
}
