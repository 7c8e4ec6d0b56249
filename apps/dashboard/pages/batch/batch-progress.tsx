import type { WholeBatch } from '../../api/answers.js';
import { bytes } from '../../parts/bytes.js';
import { Text } from '../../parts/text.js';
import { duration } from '../../parts/when.js';
import { useBuildWords } from '../../words/build-words.js';
import { CountsBar } from '../batches/counts-bar.js';

/** How far a batch is, and how long it will take. */
export function BatchProgress({ batch }: { readonly batch: WholeBatch }) {
  const { batch: words } = useBuildWords();
  const { progress, estimate, criticalPath } = batch;
  return (
    <div className="stack">
      <CountsBar counts={batch.counts} all={batch.builds} />
      <p>
        {words.steps(String(progress.steps.done), String(progress.steps.of))} · {bytes(progress.outputBytes)}
        {estimate && ` · ${words.remaining(duration(estimate.remainingSeconds * 1_000))}`}
      </p>
      {criticalPath.builds.length > 1 && (
        <p className="hint">
          <Text>
            {words.criticalPath(criticalPath.builds.map(({ name, seconds }) => `${name}${took(seconds)}`).join(' → '))}
          </Text>
        </p>
      )}
    </div>
  );
}

function took(seconds: number | null): string {
  return seconds === null ? '' : ` (${duration(seconds * 1_000)})`;
}
