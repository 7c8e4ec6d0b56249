import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { asQuery, ChosenFilter, Filters, useFilters, WrittenFilter } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { usePagesOf } from '../parts/pages-of.js';
import { type Column, Rows } from '../parts/rows.js';
import { outcomes, State } from '../parts/states.js';
import { shortId, Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import type { Words } from '../words/en.js';
import { useWords } from '../words/words.js';
import { DayChart } from './audit/day-chart.js';
import { gistOf } from './jobs/gist.js';

const filterNames = [
  'q',
  'actor',
  'name',
  'target',
  'outcome',
  'host',
  'address',
  'since',
  'until',
  'job',
  'parent',
  'correlation',
] as const;

/** Who ran what: every command, also those that were refused, with what it came of. */
export function AuditPage() {
  const { audit, actions, states } = useWords();
  const at = useAt();
  const filters = useFilters(filterNames);
  const entries = usePagesOf(['audit', { at, filters }], (cursor, signal) =>
    dataOf(
      rest.GET('/v1/audit', { params: { query: { ...asQuery(filters), ...moment(at), cursor, limit: 250 } }, signal }),
    ),
  );
  return (
    <Page title={audit.title} lead={audit.lead} actions={<Exports filters={{ ...filters, ...moment(at) }} />}>
      <Filters label={actions.filter}>
        <WrittenFilter name="q" label={audit.words} />
        <WrittenFilter name="actor" label={audit.actor} />
        <WrittenFilter name="name" label={audit.name} />
        <WrittenFilter name="target" label={audit.target} />
        <ChosenFilter name="outcome" label={audit.outcome} values={outcomes(states)} />
      </Filters>
      <Section title={audit.chartTitle}>
        <DayChart filters={filters} />
      </Section>
      <Answer to={entries}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty>
              <p>{audit.nothing}</p>
            </Empty>
          ) : (
            <Rows
              name="audit"
              label={audit.title}
              rows={rows}
              keyOf={({ position }) => String(position)}
              columns={columns(audit)}
              onEnd={entries.more}
            />
          )
        }
      </Answer>
    </Page>
  );
}

function Exports({ filters }: { readonly filters: Readonly<Record<string, string | undefined>> }) {
  const { audit } = useWords();
  const query = new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return (
    <>
      {(['csv', 'ndjson'] as const).map((format) => (
        <a
          key={format}
          className="button"
          href={`/v1/audit?${new URLSearchParams([...query, ['format', format]])}`}
          download={`audit.${format}`}
        >
          {audit.export(format.toUpperCase())}
        </a>
      ))}
    </>
  );
}

function columns(words: Words['audit']): readonly Column<AuditEntry>[] {
  return [
    { head: words.time, cell: ({ time }) => <When time={time} /> },
    {
      head: words.actor,
      cell: ({ actor, actorKind }) => (
        <span title={actorKind}>
          <Text>{actor}</Text>
        </span>
      ),
    },
    {
      head: words.command,
      cell: ({ name, args, job }) => {
        const text = (
          <>
            <strong>{name}</strong> <Text>{gistOf(name, args)}</Text>
          </>
        );
        return job === null ? (
          <span className="command">{text}</span>
        ) : (
          <Link className="command" to="/jobs/$id" params={{ id: job }}>
            {text}
          </Link>
        );
      },
    },
    {
      head: words.outcome,
      cell: ({ outcome, error }) => (
        <span title={error?.message}>
          <State of={outcome} />
        </span>
      ),
    },
    {
      head: words.target,
      isWide: true,
      cell: ({ targets }) => <Text>{targets.map(({ ref }) => shortId(ref)).join(' ')}</Text>,
    },
    { head: words.from, isWide: true, cell: ({ address }) => <Text>{address ?? '–'}</Text> },
    {
      head: words.position,
      isWide: true,
      cell: ({ position, correlation }) => (
        <Link to="/audit" search={{ correlation: correlation ?? undefined }} className="number" title={words.chain}>
          {position}
        </Link>
      ),
    },
  ];
}
