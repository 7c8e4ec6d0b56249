import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { type Column, Rows } from '../parts/rows.js';
import { outcomes, State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { Lasted, When } from '../parts/when.js';
import { type Words } from '../words/en.js';
import { isJob } from './jobs/is-job.js';
import { useWords } from '../words/words.js';
import { gistOf } from './jobs/gist.js';
import { inTree, type TreeRow } from './jobs/tree.js';

const filterNames = ['actor', 'name', 'host', 'outcome', 'q', 'target', 'parent'] as const;

/** Like `ps`: every job, the newest first, each below the one that submitted it. */
export function JobsPage() {
  const { jobs, actions, states } = useWords();
  const at = useAt();
  const filters = useFilters(filterNames);
  const entries = usePagesOf(['jobs', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/audit', { params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 100 } }, signal }),
    ),
  );
  const data = useMemo(() => entries.data && inTree(entries.data.filter(isJob)), [entries.data]);
  const list = { ...entries, data };
  return (
    <Page
      title={jobs.title}
      lead={jobs.lead}
      actions={
        <Link to="/run" className="button main">
          {jobs.run}
        </Link>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="q" label={jobs.words} />
        <ChosenFilter name="outcome" label={jobs.outcome} values={outcomes(states)} />
        <WrittenFilter name="actor" label={jobs.actor} />
        <WrittenFilter name="name" label={jobs.name} />
        <WrittenFilter name="target" label={jobs.target} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{Object.keys(filters).length > 0 ? jobs.noneSo : jobs.none}</p>
              <Link to="/run" className="button">
                {jobs.run}
              </Link>
            </Empty>
          ) : (
            <Rows
              name="jobs"
              label={jobs.title}
              rows={rows}
              keyOf={({ entry }) => String(entry.position)}
              columns={columns(jobs)}
              onEnd={list.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function columns(words: Words['jobs']): readonly Column<TreeRow>[] {
  return [
    {
      head: 'PID',
      cell: ({ entry }) => (
        <Link to="/jobs/$id" params={{ id: entry.job ?? '' }} className="number">
          {entry.position}
        </Link>
      ),
    },
    { head: words.outcome, cell: ({ entry }) => <State of={entry.outcome} /> },
    {
      head: words.command,
      cell: ({ entry, depth }) => (
        <Link to="/jobs/$id" params={{ id: entry.job ?? '' }} className={`command depth-${Math.min(depth, 4)}`}>
          <strong>{entry.name}</strong> <Text>{gistOf(entry.name, entry.args)}</Text>
        </Link>
      ),
    },
    { head: words.actor, cell: ({ entry }) => <Text>{entry.actor}</Text> },
    { head: words.host, isWide: true, cell: ({ entry }) => <Text>{entry.host ?? '–'}</Text> },
    {
      head: words.took,
      isWide: true,
      cell: ({ entry }) => entry.startedAt && <Lasted from={entry.startedAt} to={entry.endedAt} />,
    },
    {
      head: words.status,
      isWide: true,
      cell: ({ entry }) => <span className="number">{entry.signal ?? entry.status ?? ''}</span>,
    },
    { head: words.submitted, isWide: true, cell: ({ entry }) => <When time={entry.time} /> },
  ];
}
