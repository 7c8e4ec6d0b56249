import { Link } from '@tanstack/react-router';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { Because } from '../parts/cause.js';
import { asQuery, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { Rows } from '../parts/rows.js';
import { Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import { useWords } from '../words/words.js';

/** Volumes, and who mounts them. */
export function VolumesPage() {
  const { volumes: words, actions } = useWords();
  const at = useAt();
  const filters = useFilters(['name', 'driver', 'host']);
  const list = usePagesOf(['volumes', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/volumes', {
        params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 250 } },
        signal,
      }),
    ),
  );
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link to="/prune" search={{ kind: 'volumes' }} className="button">
          {words.prune}
        </Link>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="name" label={words.name} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{words.none}</p>
            </Empty>
          ) : (
            <Rows
              name="volumes"
              label={words.title}
              rows={rows}
              keyOf={({ host, name }) => `${host} ${name}`}
              onEnd={list.more}
              columns={[
                { head: words.name, cell: ({ name }) => <Text>{name}</Text> },
                {
                  head: words.containers,
                  cell: ({ containers }) =>
                    containers.map(({ id, name }) => (
                      <Link key={id} to="/containers/$id" params={{ id }}>
                        <Text>{name}</Text>{' '}
                      </Link>
                    )),
                },
                { head: words.driver, isWide: true, cell: ({ driver }) => <Text>{driver}</Text> },
                { head: words.host, isWide: true, cell: ({ host }) => <Text>{host}</Text> },
                {
                  head: words.because,
                  isWide: true,
                  cell: ({ since }) => <Because cause={since.cause} actor={since.actor} />,
                },
                { head: words.created, isWide: true, cell: ({ createdAt }) => <When time={createdAt} /> },
              ]}
            />
          )
        }
      </Answer>
    </Page>
  );
}
