import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty, Waiting } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { useWords } from '../words/words.js';

/** What draws it is large, and loaded when there is something to draw. */
const Drawing = lazy(() => import('./images/drawing.js'));

/** How images, layers and names stand on one another; what is shared is drawn once. */
export function ImageGraphPage() {
  const { graph, actions, images } = useWords();
  const at = useAt();
  const filters = useFilters(['node', 'direction', 'depth', 'containers']);
  const query = useQuery({
    queryKey: ['graph', { at, filters }],
    queryFn: () => dataOf(rest.GET('/v1/graph', { params: { query: { ...asQuery(filters), ...moment(at) } } })),
  });
  return (
    <Page
      title={graph.title}
      lead={graph.lead}
      actions={
        <Link to="/images" className="button">
          {images.title}
        </Link>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="node" label={graph.node} />
        {filters.node !== undefined && (
          <ChosenFilter name="direction" label={graph.direction} values={{ up: graph.up, down: graph.down }} />
        )}
        <ChosenFilter name="containers" label={graph.containers} values={{ true: graph.with }} />
      </Filters>
      <Answer to={query}>
        {(found) =>
          found.nodes.length === 0 ? (
            <Empty>
              <p>{graph.none}</p>
            </Empty>
          ) : (
            <Suspense fallback={<Waiting />}>
              <Drawing graph={found} />
            </Suspense>
          )
        }
      </Answer>
    </Page>
  );
}
