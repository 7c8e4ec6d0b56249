import { useState } from 'react';
import type { LifeEntry } from '../../api/answers.js';
import { OutputView } from '../../output/output-view.js';
import { useWords } from '../../words/words.js';

/** Streams pass on what a container writes, and keep nothing of it. */
const passing: ReadonlySet<string> = new Set(['attach', 'logs', 'stats']);

/** What its jobs wrote, as it was kept: also when the container is gone. */
export function Logs({ entries }: { readonly entries: readonly LifeEntry[] }) {
  const { container: words } = useWords();
  const [chosen, setChosen] = useState<string>();
  const jobs = entries.flatMap((entry) => (entry.entry === 'job' && isWriter(entry.job) ? [entry.job] : []));
  const job = jobs.find(({ id }) => id === chosen) ?? jobs.find(({ name }) => name === 'run') ?? jobs.at(-1);
  if (!job) return <p className="hint">{words.noLogs}</p>;
  return (
    <>
      {jobs.length > 1 && (
        <div className="filters">
          <label>
            <span>{words.logsOf}</span>
            <select value={job.id} onChange={({ target }) => setChosen(target.value)}>
              {jobs.map(({ id, name, pid, actor }) => (
                <option key={id} value={id}>
                  {name} · PID {pid} · {actor}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <OutputView key={job.id} job={job} />
    </>
  );
}

/** Whether a job has written, or may yet. */
function isWriter({
  name,
  output,
  state,
}: {
  readonly name: string;
  readonly output: { readonly stdout: number; readonly stderr: number } | null;
  readonly state: string;
}): boolean {
  return (state === 'running' && !passing.has(name)) || (output !== null && output.stdout + output.stderr > 0);
}
