import type { Explanation } from '../../api/answers.js';
import { Text } from '../../parts/text.js';
import { Values } from '../../parts/values.js';
import { useBuildWords } from '../../words/build-words.js';

type Source = Explanation['stages'][number]['base'];

/** What a Dockerfile makes in which order, and what its image is told to be. */
export function Stages({ explanation }: { readonly explanation: Explanation }) {
  const { dockerfile: words } = useBuildWords();
  const { stages, image, instructions } = explanation;
  const nameOf = ({ stage, image: found, kind }: Source) =>
    stage === null ? (found ?? kind) : (stages[stage]?.name ?? words.stage(String(stage)));
  return (
    <>
      <ol className="lines">
        {stages.map(({ index, name, base, copiesFrom, isNeeded }) => (
          <li key={index}>
            <span className="number hint">{index}</span>
            <span className="line-main">
              <strong>
                <Text>{name ?? words.stage(String(index))}</Text>
              </strong>{' '}
              <Text>{words.on(nameOf(base))}</Text> {!isNeeded && <span className="state quiet">{words.unneeded}</span>}
              {copiesFrom.length > 0 && (
                <span className="hint">
                  <Text>{words.copies([...new Set(copiesFrom.map(nameOf))].join(', '))}</Text>
                </span>
              )}
              <Instructions of={instructions.filter(({ stage }) => stage === index)} />
            </span>
          </li>
        ))}
      </ol>
      {image && (
        <>
          <h3>{words.image}</h3>
          <Values of={toldOf(image)} none={words.plain} />
        </>
      )}
    </>
  );
}

function Instructions({ of: instructions }: { readonly of: Explanation['instructions'] }) {
  const counts = Map.groupBy(instructions, ({ instruction }) => instruction);
  return (
    <span className="hint">
      {[...counts].map(([name, all]) => (all.length > 1 ? `${name} × ${all.length}` : name)).join(' · ')}
    </span>
  );
}

/** ENTRYPOINT and CMD stand above, as they are combined; the shell is the usual one mostly. */
function toldOf({ entrypoint: _entrypoint, cmd: _cmd, shell, ...image }: NonNullable<Explanation['image']>) {
  return shell.join(' ') === '/bin/sh -c' ? image : { ...image, shell };
}
