import { useQuery } from '@tanstack/react-query';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useMemo } from 'react';
import type { WholeBatch } from '../../api/answers.js';
import { layOut } from '../../graph/lay-out.js';
import { Picture, type Thing } from '../../graph/picture.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { useBuildWords } from '../../words/build-words.js';
import { useWords } from '../../words/words.js';

interface Props {
  readonly batch: WholeBatch;
  readonly chosen: string | undefined;
  readonly onChosen: (build: string | undefined) => void;
}

type State = WholeBatch['items'][number]['state'];

const types = { build: BuildNode };

const colors: Readonly<Record<State, string>> = {
  built: '--series-2',
  cancelled: '--series-1',
  failed: '--series-4',
  running: '--series-0',
  shared: '--series-0',
  skipped: '--series-5',
  waiting: '--series-5',
};

/** The builds of a batch and what each needs, with their states and the critical path; one is chosen here or in the list. */
export default function Drawing({ batch, chosen, onChosen }: Props) {
  const { batch: words } = useBuildWords();
  // Which build needs which stands when a batch begins: it is laid out once.
  const places = useQuery({
    queryKey: ['layout', { at: batch.pid, batch: batch.id }],
    queryFn: () =>
      layOut(
        batch.items.map(({ name }) => name),
        linesOf(batch),
      ),
    placeholderData: undefined,
  });
  const path = batch.criticalPath.builds.map(({ name }) => name).join(' ');
  const lines = useMemo(() => linesOf(batch), [batch.id, path]);
  const things = useMemo(() => thingsOf({ batch, chosen, onChosen }), [batch, chosen, onChosen]);
  return (
    <Answer to={places}>
      {(found) => (
        <Picture
          label={words.picture(String(things.length))}
          things={things}
          lines={lines}
          places={found}
          types={types}
        />
      )}
    </Answer>
  );
}

function linesOf({ items, criticalPath }: WholeBatch) {
  const path = criticalPath.builds.map(({ name }) => name);
  const critical = new Map(path.slice(1).map((name, index) => [name, path[index]]));
  // One may be needed for several reasons, and stands for one line.
  return items.flatMap(({ name, needs }) =>
    [...new Set(needs.map(({ build }) => build))].map((build) => ({
      source: build,
      target: name,
      className: critical.get(name) === build ? 'edge-critical' : 'edge-needs',
    })),
  );
}

interface Shown extends Record<string, unknown> {
  readonly name: string;
  readonly state: State;
  readonly steps: string;
  readonly isCritical: boolean;
  readonly isChosen: boolean;
  readonly onChosen: Props['onChosen'];
}

function thingsOf({ batch, chosen, onChosen }: Props): readonly Thing[] {
  const critical = new Set(batch.criticalPath.builds.map(({ name }) => name));
  return batch.items.map(({ name, state, progress: { steps } }) => {
    const isCritical = critical.has(name) && critical.size > 1;
    const data: Shown = {
      name,
      state,
      steps: `${steps.done}/${steps.of}`,
      isCritical,
      isChosen: name === chosen,
      onChosen,
    };
    return { id: name, type: 'build', color: colors[state], data };
  });
}

function BuildNode({ data }: NodeProps<Node<Shown>>) {
  const { states } = useWords();
  const { name, state, steps, isCritical, isChosen, onChosen } = data;
  return (
    <button
      type="button"
      className={`thing build build-${state}${isCritical ? ' critical' : ''}`}
      aria-pressed={isChosen}
      onClick={() => onChosen(isChosen ? undefined : name)}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <strong>
        <Text>{name}</Text>
      </strong>
      <span>
        {states[state]} · {steps}
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </button>
  );
}
