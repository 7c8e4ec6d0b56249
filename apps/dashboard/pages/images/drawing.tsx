import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Graph } from '../../api/answers.js';
import { Picture } from '../../graph/picture.js';
import { useLaidOut } from '../../graph/use-laid-out.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { useWords } from '../../words/words.js';
import { type Label, labelsOf } from './node-label.js';

const types = { thing: Thing };

const colors = { layer: '--series-5', image: '--series-2', tag: '--series-0', container: '--series-1' } as const;

/** Names, images, layers and containers as a picture. */
export default function Drawing({ graph }: { readonly graph: Graph }) {
  const { graph: words } = useWords();
  const { nodes, edges } = graph;
  const laidOut = useLaidOut(useMemo(() => drawn({ nodes, edges }), [nodes, edges]));
  return (
    <Answer to={laidOut}>
      {(found) => <Picture label={words.picture(String(found.things.length))} types={types} {...found} />}
    </Answer>
  );
}

function drawn(graph: Pick<Graph, 'nodes' | 'edges'>) {
  const labels = labelsOf(graph);
  return {
    things: graph.nodes.map(({ id, kind }) => ({
      id,
      type: 'thing',
      color: colors[kind],
      data: { ...labels.get(id) },
    })),
    lines: graph.edges.map(({ kind, from, to }) => ({ source: to, target: from, className: `edge-${kind}` })),
  };
}

function Thing({ data }: NodeProps<Node<Label & Record<string, unknown>>>) {
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
