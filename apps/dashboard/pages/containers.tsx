import { Link } from '@tanstack/react-router';
import type { Container } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { Because } from '../parts/cause.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { type Column, Rows } from '../parts/rows.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import type { Words } from '../words/en.js';
import { useWords } from '../words/words.js';

/** All containers of the hosts, as they are, or were at the moment of the address. */
export function ContainersPage() {
  const { containers, actions, states } = useWords();
  const at = useAt();
  const filters = useFilters(['name', 'image', 'state', 'network', 'host']);
  const list = usePagesOf(['containers', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/containers', {
        params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 250 } },
        signal,
      }),
    ),
  );
  const { created, running, paused, restarting, exited, dead } = states;
  return (
    <Page
      title={containers.title}
      lead={containers.lead}
      actions={
        <Link to="/run" className="button main">
          {containers.run}
        </Link>
      }
    >
      <Filters label={actions.filter}>
        <WrittenFilter name="name" label={containers.name} />
        <WrittenFilter name="image" label={containers.image} />
        <ChosenFilter
          name="state"
          label={containers.state}
          values={{ running, exited, created, paused, restarting, dead }}
        />
        <WrittenFilter name="network" label={containers.network} />
      </Filters>
      <Answer to={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{containers.none}</p>
              <Link to="/run" className="button">
                {containers.run}
              </Link>
            </Empty>
          ) : (
            <Rows
              name="containers"
              label={containers.title}
              rows={rows}
              keyOf={({ host, id }) => host + id}
              columns={columns(containers)}
              onEnd={list.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function columns(words: Words['containers']): readonly Column<Container>[] {
  return [
    {
      head: words.name,
      cell: ({ id, name }) => (
        <Link to="/containers/$id" params={{ id }}>
          <Text>{name}</Text>
        </Link>
      ),
    },
    {
      head: words.state,
      cell: ({ state, exitCode, oomKilled }) => (
        <>
          <State of={state} />
          {state === 'exited' && (
            <span className="number">
              {' '}
              {exitCode}
              {oomKilled && ' OOM'}
            </span>
          )}
        </>
      ),
    },
    {
      head: words.image,
      cell: ({ image, imageName }) => (
        <Link to="/images/$id" params={{ id: image }}>
          <Text>{imageName}</Text>
        </Link>
      ),
    },
    { head: words.ports, isWide: true, cell: ({ ports }) => <Text>{portsOf(ports)}</Text> },
    {
      head: words.network,
      isWide: true,
      cell: ({ endpoints, networkMode }) => (
        <Text>{endpoints.map(({ name, ipv4 }) => `${name} ${ipv4 ?? ''}`.trim()).join(', ') || networkMode}</Text>
      ),
    },
    { head: words.because, isWide: true, cell: ({ since }) => <Because cause={since.cause} actor={since.actor} /> },
    { head: words.since, isWide: true, cell: ({ since }) => <When time={since.at} /> },
  ];
}

/** Published ports as `docker ps` writes them, each once. */
export function portsOf(ports: Container['ports']): string {
  return [...new Set(ports.map(({ host, container, protocol }) => `${host}→${container}/${protocol}`))].join(' ');
}
