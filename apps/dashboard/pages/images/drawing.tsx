import { Background, Controls, Handle, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Graph } from '../../api/answers.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { useWords } from '../../words/words.js';
import { height, layOut, type Place, width } from './lay-out.js';
import { type Label, labelOf } from './node-label.js';

type Drawn = Node<Label & Record<string, unknown>, 'thing'>;

const nodeTypes = { thing: Thing };

/** The graph as a picture that can be moved and enlarged; only what is in sight is in the document. */
export default function Drawing({ graph }: { readonly graph: Graph }) {
  const { graph: words } = useWords();
  const places = useQuery({
    queryKey: ['layout', { at: graph.position, nodes: graph.nodes.length, edges: graph.edges.length }],
    queryFn: () => layOut(graph),
    placeholderData: undefined,
  });
  return (
    <Answer to={places}>
      {(found) => (
        <figure className="drawing" aria-label={words.picture(String(graph.nodes.length))}>
          <ReactFlow
            nodes={drawn(graph, found)}
            edges={graph.edges.map(({ kind, from, to }) => ({
              id: `${kind} ${from} ${to}`,
              source: to,
              target: from,
              className: `edge-${kind}`,
              focusable: false,
            }))}
            nodeTypes={nodeTypes}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            elementsSelectable={false}
            onlyRenderVisibleElements
            minZoom={0.05}
            fitView
          >
            <Background />
            <Controls showInteractive={false} />
          </ReactFlow>
        </figure>
      )}
    </Answer>
  );
}

function drawn(graph: Graph, places: ReadonlyMap<string, Place>): Drawn[] {
  return graph.nodes.map((node) => ({
    id: node.id,
    type: 'thing',
    position: places.get(node.id) ?? { x: 0, y: 0 },
    width,
    height,
    data: { ...labelOf(node, graph) },
  }));
}

function Thing({ data }: NodeProps<Drawn>) {
  const { kind, title, detail, image, isDangling } = data;
  const text = (
    <>
      <strong>
        <Text>{title}</Text>
      </strong>
      <span>
        <Text>{detail}</Text>
      </span>
    </>
  );
  return (
    <div className={`thing ${kind}${isDangling ? ' dangling' : ''}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {image === undefined ? (
        text
      ) : (
        <Link to="/images/$id" params={{ id: image }}>
          {text}
        </Link>
      )}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}
