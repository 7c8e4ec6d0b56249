import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../../api/answers.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { Lasted, When } from '../../parts/when.js';
import { gistOf } from '../jobs/gist.js';

interface Props {
  readonly jobs: readonly AuditEntry[];
  readonly none: string;
  /** Why a job waits; it is told how many of its host stand before it. */
  readonly why?: (job: AuditEntry, before: number) => string;
}

const most = 8;

/** Jobs as lines: what, by whom, since when. */
export function JobLines({ jobs, none, why }: Props) {
  if (jobs.length === 0) return <p className="hint">{none}</p>;
  return (
    <ul className="lines">
      {jobs.slice(0, most).map((job, index) => (
        <li key={job.position}>
          <State of={job.outcome} />
          <span className="line-main">
            <Link to="/jobs/$id" params={{ id: job.job ?? '' }}>
              <strong>{job.name}</strong> <Text>{gistOf(job.name, job.args)}</Text>
            </Link>
            <span className="hint">
              <Text>
                {why
                  ? why(job, jobs.slice(0, index).filter(({ host }) => host === job.host).length)
                  : (job.error?.message ?? job.actor)}
              </Text>
            </span>
          </span>
          {job.outcome === 'running' && job.startedAt !== null ? (
            <Lasted from={job.startedAt} to={null} />
          ) : (
            <When time={job.time} />
          )}
        </li>
      ))}
    </ul>
  );
}
