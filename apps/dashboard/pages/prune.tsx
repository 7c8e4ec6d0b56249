import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { PrunePlan } from '../api/answers.js';
import { dataOf, rest } from '../api/client.js';
import { bytes } from '../parts/bytes.js';
import { CommandButton } from '../parts/command-button.js';
import { useFilters } from '../parts/filters.js';
import { Answer, Empty, Failure } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { shortId, Text } from '../parts/text.js';
import { When } from '../parts/when.js';
import { useWords } from '../words/words.js';

const kinds = ['images', 'containers', 'networks', 'volumes'] as const;
type Kind = (typeof kinds)[number];

/** What is of no use: planned first, with reasons and bytes; then removed, exactly that. */
export function PrunePage() {
  const { prune: words, places } = useWords();
  const filters = useFilters(['kind', 'plan', 'all', 'days']);
  const navigate = useNavigate();
  const kind = kinds.find((each) => each === filters.kind) ?? 'images';
  const open = (changes: Readonly<Record<string, string | undefined>>) =>
    void navigate({ to: '/prune', search: (before) => ({ ...before, ...changes }), replace: true });
  const plan = useMutation({
    mutationFn: () => planOf(kind, filters.all === 'true', Number(filters.days ?? 0)),
    onSuccess: ({ id }) => open({ plan: id }),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <form
        className="filters"
        onSubmit={(event) => {
          event.preventDefault();
          plan.mutate();
        }}
      >
        <label>
          <span>{words.kind}</span>
          <select value={kind} onChange={({ target }) => open({ kind: target.value, plan: undefined })}>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {places[each === 'images' ? 'images' : each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.olderThan}</span>
          <input
            type="number"
            min={0}
            value={filters.days ?? ''}
            onChange={({ target }) => open({ days: target.value, plan: undefined })}
          />
        </label>
        {kind === 'images' && (
          <label className="check">
            <input
              type="checkbox"
              checked={filters.all === 'true'}
              onChange={({ target }) => open({ all: target.checked ? 'true' : undefined, plan: undefined })}
            />{' '}
            {words.all}
          </label>
        )}
        <button type="submit" className="main" disabled={plan.isPending}>
          {words.plan}
        </button>
      </form>
      {plan.error && <Failure error={plan.error} />}
      {filters.plan === undefined ? (
        <Empty>
          <p>{words.first}</p>
        </Empty>
      ) : (
        <Plan id={filters.plan} />
      )}
    </Page>
  );
}

function planOf(kind: Kind, all: boolean, days: number): Promise<PrunePlan> {
  const body = days > 0 ? { olderThan: days * 86_400 } : {};
  if (kind === 'images') return dataOf(rest.POST('/v1/images/prune-plan', { body: { ...body, all } }));
  if (kind === 'containers') return dataOf(rest.POST('/v1/containers/prune-plan', { body }));
  if (kind === 'networks') return dataOf(rest.POST('/v1/networks/prune-plan', { body }));
  return dataOf(rest.POST('/v1/volumes/prune-plan', { body }));
}

function Plan({ id }: { readonly id: string }) {
  const { prune: words } = useWords();
  const plan = useQuery({
    queryKey: ['plans', { id }],
    queryFn: () => dataOf(rest.GET('/v1/prune-plans/{id}', { params: { path: { id } } })),
  });
  const navigate = useNavigate();
  return (
    <Answer to={plan}>
      {({ items, bytes: freed, count, more, state, plannedAt, actor }) => (
        <Section
          title={words.count(String(count), bytes(freed))}
          aside={
            state === 'open' && count > 0 ? (
              <CommandButton
                label={words.apply}
                className="danger"
                warning={words.warning(String(count))}
                command={() => dataOf(rest.POST('/v1/prune-plans/{id}/apply', { params: { path: { id } }, body: {} }))}
                onDone={(job) => void navigate({ to: '/jobs/$id', params: { id: job.id } })}
              />
            ) : (
              <State of={words.states[state]} tone="quiet" />
            )
          }
        >
          <p className="hint">
            <Text>{actor}</Text> · <When time={plannedAt} />
            {more > 0 && ` · ${words.more(String(more))}`}
          </p>
          {items.length === 0 && <p>{words.nothing}</p>}
          <ul className="lines">
            {items.map(({ id: item, names, reason, bytes: size }) => (
              <li key={item}>
                <span className="line-main">
                  <Text>{names.join(' ') || shortId(item)}</Text>{' '}
                  <span className="hint">
                    <Text>{reason}</Text>
                  </span>
                </span>
                <span className="number">{size === null ? '–' : bytes(size)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Answer>
  );
}
