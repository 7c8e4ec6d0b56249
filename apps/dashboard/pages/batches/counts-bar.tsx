import type { BriefBatch } from '../../api/answers.js';
import { useBuildWords } from '../../words/build-words.js';
import { useWords } from '../../words/words.js';

const order = ['built', 'running', 'shared', 'failed', 'cancelled', 'skipped'] as const;

interface Props {
  readonly counts: BriefBatch['counts'];
  readonly all: number;
}

/** How many builds stand how: a bar, and the same in words. */
export function CountsBar({ counts, all }: Props) {
  const { states } = useWords();
  const { batches: words } = useBuildWords();
  const told = [...order, 'waiting' as const].filter((state) => counts[state] > 0);
  return (
    <span className="counts" title={told.map((state) => `${counts[state]} ${states[state]}`).join(', ')}>
      <span className="counts-bar" aria-hidden="true">
        {order.map(
          (state) =>
            counts[state] > 0 && <span key={state} className={`build-${state}`} style={{ flexGrow: counts[state] }} />,
        )}
        <span style={{ flexGrow: counts.waiting }} />
      </span>
      <span className="number">{words.of(String(counts.built), String(all))}</span>
    </span>
  );
}
