import type { LifeEntry } from '../../api/answers.js';
import { useAt } from '../../api/at.js';
import { LinesView } from '../../output/output-view.js';
import { Section } from '../../parts/page.js';
import { useLiveWords } from '../../words/live/use-live-words.js';
import { Logs } from './logs.js';
import { useLog } from './use-log.js';

interface Props {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly isThere: boolean;
  readonly isRunning: boolean;
  readonly entries: readonly LifeEntry[];
}

/** What it writes, as its host keeps it; and what its jobs kept. */
export function LogsView({ isThere, entries, ...container }: Props) {
  const { logs: words } = useLiveWords();
  const at = useAt();
  return (
    <>
      <Section title={words.own}>
        {at !== undefined && isThere && <p className="hint">{words.asOf}</p>}
        {isThere ? <Log {...container} /> : <p className="hint">{words.notThere}</p>}
      </Section>
      <Section title={words.kept}>
        <Logs entries={entries} />
      </Section>
    </>
  );
}

function Log({ id, name, host, isRunning }: Omit<Props, 'entries' | 'isThere'>) {
  const { logs: words } = useLiveWords();
  const output = useLog(id, host, isRunning);
  return (
    <LinesView
      output={output}
      title={words.title}
      name={name}
      file={(stream) =>
        `/v1/containers/${id}/logs?host=${encodeURIComponent(host)}${stream === undefined ? '' : `&stream=${stream}`}`
      }
    />
  );
}
