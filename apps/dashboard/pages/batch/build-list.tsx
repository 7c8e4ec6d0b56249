import { useState } from 'react';
import type { BatchItem, WholeBatch } from '../../api/answers.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { Lasted } from '../../parts/when.js';
import { useBuildWords } from '../../words/build-words.js';
import { BuildFacts } from './build-facts.js';

interface Props {
  readonly batch: WholeBatch;
  readonly chosen: string | undefined;
  readonly onChosen: (build: string | undefined) => void;
}

/** So many are in the document; the others are found by their name. */
const most = 200;

/** The builds of a batch as a list that says what the graph shows, and all of one that is opened. */
export function BuildList({ batch, chosen, onChosen }: Props) {
  const { batch: words } = useBuildWords();
  const [sought, setSought] = useState('');
  const needle = sought.toLowerCase();
  const found = batch.items.filter(({ name, state }) => `${name} ${state}`.toLowerCase().includes(needle));
  const opened = found.find(({ name }) => name === chosen);
  const shown = found.slice(0, most);
  const critical = new Set(batch.criticalPath.builds.map(({ name }) => name));
  return (
    <>
      {batch.items.length > 8 && (
        <input
          type="search"
          value={sought}
          placeholder={words.filter}
          aria-label={words.filter}
          onChange={({ target }) => setSought(target.value)}
        />
      )}
      {found.length === 0 && <p className="hint">{words.noneSo}</p>}
      <ul className="lines build-lines">
        {[...(opened && !shown.includes(opened) ? [opened] : []), ...shown].map((item) => (
          <BuildLine
            key={item.name}
            batch={batch}
            item={item}
            isOpen={item === opened}
            isCritical={critical.has(item.name)}
            onChosen={onChosen}
          />
        ))}
      </ul>
      {found.length > most && <p className="hint">{words.more(String(found.length - most))}</p>}
    </>
  );
}

interface LineProps extends Pick<Props, 'batch' | 'onChosen'> {
  readonly item: BatchItem;
  readonly isOpen: boolean;
  readonly isCritical: boolean;
}

function BuildLine({ batch, item, isOpen, isCritical, onChosen }: LineProps) {
  const { batch: words } = useBuildWords();
  const { name, state, progress, startedAt, settledAt, why, reason } = item;
  const told = (why && words.whyOf(why)) ?? progress.current ?? reason ?? '';
  return (
    <li>
      <State of={state} />
      <span className="line-main">
        <button
          type="button"
          className="plain"
          aria-expanded={isOpen}
          onClick={() => onChosen(isOpen ? undefined : name)}
        >
          <Text>{name}</Text>
        </button>{' '}
        {isCritical && <span className="critical-mark">{words.critical}</span>}
        {!isOpen && told !== '' && (
          <span className="hint">
            <Text>{told}</Text>
          </span>
        )}
      </span>
      <span className="hint number">
        {words.steps(String(progress.steps.done), String(progress.steps.of))}
        {startedAt !== null && (
          <>
            {' · '}
            <Lasted from={startedAt} to={settledAt} />
          </>
        )}
      </span>
      {isOpen && (
        <div className="line-whole">
          <BuildFacts batch={batch} item={item} />
        </div>
      )}
    </li>
  );
}
