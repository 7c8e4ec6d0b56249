import { Link } from '@tanstack/react-router';
import type { Image } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { bytes } from '../parts/bytes.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { type Column, Rows } from '../parts/rows.js';
import { State } from '../parts/states.js';
import { Id, Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import type { Words } from '../words/en.js';
import { useWords } from '../words/words.js';

/** Images with their names, and those without one, with the reason. */
export function ImagesPage() {
  const { images, actions } = useWords();
  const at = useAt();
  const filters = useFilters(['name', 'dangling', 'host']);
  const list = usePagesOf(['images', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/images', { params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 250 } }, signal }),
    ),
  );
  return (
    <Page
      title={images.title}
      lead={images.lead}
      actions={
        <>
          <Link to="/images/graph" className="button">
            {images.graph}
          </Link>
          <Link to="/prune" search={{ kind: 'images' }} className="button">
            {images.prune}
          </Link>
        </>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="name" label={images.name} />
        <ChosenFilter name="dangling" label={images.state} values={{ false: images.tagged, true: images.dangling }} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{images.none}</p>
            </Empty>
          ) : (
            <Rows
              name="images"
              label={images.title}
              rows={rows}
              keyOf={({ host, id }) => host + id}
              columns={columns(images)}
              onEnd={list.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function columns(words: Words['images']): readonly Column<Image>[] {
  return [
    {
      head: words.name,
      cell: ({ id, tags }) => (
        <Link to="/images/$id" params={{ id }}>
          {tags.length > 0 ? <Text>{tags.join(' ')}</Text> : <Id>{id}</Id>}
        </Link>
      ),
    },
    { head: words.state, cell: ({ state }) => <State of={state} /> },
    { head: words.size, cell: ({ size }) => <span className="number">{bytes(size)}</span> },
    {
      head: words.unique,
      isWide: true,
      cell: ({ uniqueBytes }) => <span className="number">{bytes(uniqueBytes)}</span>,
    },
    {
      head: words.why,
      isWide: true,
      cell: ({ dangling }) => dangling && <Text>{words.reasons[dangling.reason]}</Text>,
    },
    { head: words.host, isWide: true, cell: ({ host }) => <Text>{host}</Text> },
    { head: words.created, isWide: true, cell: ({ createdAt }) => <When time={createdAt} /> },
  ];
}
