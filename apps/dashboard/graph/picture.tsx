import {
  Background,
  ControlButton,
  Controls,
  type Edge,
  type Node,
  type NodeTypes,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { useMemo } from 'react';
import { useWords } from '../words/words.js';
import type { Line } from './in-forest.js';
import { isInSight, sightOf } from './in-sight.js';
import { height, type Place, width } from './lay-out.js';
import { Overview } from './overview.js';

/** A thing of a picture: `type` names the component that draws it from `data`. */
export interface Thing {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The variable of the stylesheet that has its colour. */
  readonly color: string;
}

interface Props {
  readonly label: string;
  readonly things: readonly Thing[];
  readonly lines: readonly (Line & { readonly className?: string })[];
  readonly places: ReadonlyMap<string, Place>;
  readonly types: NodeTypes;
}

/** Farther away than this nobody reads a thing's words, and all things are drawn as one. */
const readable = 0.35;
const lowest = 0.01;

/** Things and what they stand on, to be moved and enlarged. In the document is only what is in sight and can be read. */
export function Picture(props: Props) {
  return (
    <figure className="drawing" aria-label={props.label}>
      <ReactFlowProvider>
        <Flow {...props} />
      </ReactFlowProvider>
    </figure>
  );
}

const nothing: never[] = [];

function Flow({ things, lines, places, types }: Props) {
  const { graph: words } = useWords();
  const { setViewport } = useReactFlow();
  const isFar = useStore(({ transform: [, , zoom] }) => zoom < readable);
  const size = useStore(({ width: wide, height: high }) => `${wide} ${high}`);
  const isLarge = things.length > many;
  const sight = useStore((view) => (isLarge ? sightOf(view) : ''));
  const nodes = useMemo(() => {
    const isSeen = isInSight(sight);
    const seen = isLarge ? things.filter(({ id }) => isSeen(places.get(id) ?? origin)) : things;
    return seen.map((thing): Node => nodeOf(thing, places));
  }, [things, places, sight, isLarge]);
  const edges = useMemo(() => (isLarge ? nothing : lines.map(edgeOf)), [lines, isLarge]);
  const dots = useMemo(
    () => things.flatMap(({ id, color }) => (places.has(id) ? [{ color, x: 0, y: 0, ...places.get(id) }] : [])),
    [things, places],
  );
  const all = boundsOf(places);
  const showAll = () => {
    const [wide = 0, high = 0] = size.split(' ').map(Number);
    const zoom = Math.max(lowest, Math.min(1, (wide - 40) / all.width, (high - 40) / all.height));
    void setViewport({ x: (wide - all.width * zoom) / 2, y: (high - all.height * zoom) / 2, zoom });
  };
  return (
    <ReactFlow
      nodes={isFar ? nothing : nodes}
      edges={isFar ? nothing : edges}
      nodeTypes={types}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      elementsSelectable={false}
      onlyRenderVisibleElements
      minZoom={lowest}
      defaultViewport={{ x: 20, y: 20, zoom: Math.min(1, Math.max(0.5, 1_000 / all.width)) }}
      onInit={things.length <= few ? showAll : undefined}
    >
      {(isFar || isLarge) && <Overview dots={isFar ? dots : nothing} places={places} lines={lines} />}
      <Background />
      <Controls showInteractive={false} showFitView={false}>
        <ControlButton onClick={showAll} title={words.showAll} aria-label={words.showAll}>
          ⤢
        </ControlButton>
      </Controls>
    </ReactFlow>
  );
}

/** So many things can be read when all are shown. */
const few = 60;
/** Of more, what draws things is told only what is in sight, and the lines are part of the one drawing. */
const many = 250;
const origin: Place = { x: 0, y: 0 };

function edgeOf(line: Props['lines'][number], index: number): Edge {
  return { ...line, id: `${index} ${line.source} ${line.target}`, focusable: false };
}

function nodeOf({ id, type, data }: Thing, places: ReadonlyMap<string, Place>): Node {
  return { id, type, data: { ...data }, position: { x: 0, y: 0, ...places.get(id) }, width, height };
}

function boundsOf(places: ReadonlyMap<string, Place>): { readonly width: number; readonly height: number } {
  let [right, bottom] = [0, 0];
  for (const { x, y } of places.values()) [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  return { width: right + width, height: bottom + height };
}
