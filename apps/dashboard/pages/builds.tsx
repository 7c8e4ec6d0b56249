import { Link } from '@tanstack/react-router';
import type { BuildEntry } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { type Column, Rows } from '../parts/rows.js';
import { outcomes, State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { duration, Lasted, When } from '../parts/when.js';
import '../styles/builds.css';
import type { BuildWords } from '../words/build-wording.js';
import { useBuildWords } from '../words/build-words.js';
import { useWords } from '../words/words.js';

/** Every build, by whichever way it came, the newest first. */
export function BuildsPage() {
  const { actions, states } = useWords();
  const { builds: words } = useBuildWords();
  const at = useAt();
  const filters = useFilters(['image', 'outcome', 'actor', 'host', 'parent']);
  const list = usePagesOf(['builds', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/builds', { params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 250 } }, signal }),
    ),
  );
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link to="/batches" className="button main">
          {words.folder}
        </Link>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="image" label={words.image} />
        <ChosenFilter name="outcome" label={words.outcome} values={outcomes(states)} />
        <WrittenFilter name="actor" label={words.actor} />
        <WrittenFilter name="host" label={words.host} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{Object.keys(filters).length > 0 ? words.noneSo : words.none}</p>
            </Empty>
          ) : (
            <Rows
              name="builds"
              label={words.title}
              rows={rows}
              keyOf={({ id }) => id}
              columns={columns(words)}
              onEnd={list.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function columns(words: BuildWords['builds']): readonly Column<BuildEntry>[] {
  return [
    { head: words.outcome, cell: ({ outcome }) => <State of={outcome} /> },
    {
      head: words.image,
      cell: ({ id, tags }) => (
        <Link to="/builds/$id" params={{ id }} className="command">
          <strong>{tags.length > 0 ? <Text>{tags.join(' ')}</Text> : words.unnamed}</strong>
        </Link>
      ),
    },
    { head: words.actor, cell: ({ actor }) => <Text>{actor}</Text> },
    { head: words.host, isWide: true, cell: ({ host }) => <Text>{host ?? '–'}</Text> },
    {
      head: words.queued,
      isWide: true,
      cell: ({ queueMs }) => queueMs !== null && <span className="number">{duration(queueMs)}</span>,
    },
    {
      head: words.took,
      isWide: true,
      cell: ({ startedAt, endedAt }) => startedAt !== null && <Lasted from={startedAt} to={endedAt} />,
    },
    { head: words.asked, isWide: true, cell: ({ queuedAt }) => <When time={queuedAt} /> },
  ];
}
