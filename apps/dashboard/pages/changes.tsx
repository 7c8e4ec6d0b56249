import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Slider } from '@base-ui/react/slider';
import { useState } from 'react';
import type { Difference } from '../api/answers.js';
import { useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { useLive } from '../live/live.js';
import { Because } from '../parts/cause.js';
import { ChosenFilter, useFilters } from '../parts/filters.js';
import { Answer, Empty } from '../parts/outcome.js';
import { Page } from '../parts/page.js';
import { State } from '../parts/states.js';
import { shortId, Text } from '../parts/text.js';
import { plainText } from '../parts/values.js';
import { useWords } from '../words/words.js';

const tones = { added: 'good', removed: 'bad', changed: 'warn' } as const;

/** What differs between two moments: two handles on one bar. */
export function ChangesPage() {
  const { changes: words, states, kinds } = useWords();
  const at = useAt();
  const { position } = useLive();
  const { from: asked, kind } = useFilters(['from', 'kind']);
  const to = at ?? position;
  const from = Math.min(Number(asked ?? Math.max(1, to - 50)), to);
  const diff = useQuery({
    queryKey: ['diff', { at, from, to, kind }],
    enabled: to > 0,
    queryFn: () =>
      dataOf(
        rest.GET('/v1/diff', {
          params: { query: { from: String(from), to: String(to), kind: kindOf(kind), limit: 500 } },
        }),
      ),
  });
  const counts = Map.groupBy(diff.data?.items ?? [], ({ change }) => change);
  return (
    <Page title={words.title} lead={words.lead}>
      <TwoHandles from={from} to={to} last={position} />
      <div className="filters">
        <ChosenFilter name="kind" label={words.kind} values={kinds} />
        {(['added', 'removed', 'changed'] as const).map((change) => (
          <span key={change} className={`state ${tones[change]}`}>
            {states[change]} {counts.get(change)?.length ?? 0}
          </span>
        ))}
      </div>
      <Answer to={diff}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              <p>{words.none}</p>
            </Empty>
          ) : (
            <ul className="differences">
              {items.map((each) => (
                <Changed key={`${each.kind} ${each.host} ${each.id}`} difference={each} />
              ))}
            </ul>
          )
        }
      </Answer>
    </Page>
  );
}

const kindNames = ['container', 'image', 'network', 'volume'] as const;
const kindOf = (asked: string | undefined) => kindNames.find((kind) => kind === asked);

function TwoHandles({ from, to, last }: { readonly from: number; readonly to: number; readonly last: number }) {
  const { changes: words } = useWords();
  const navigate = useNavigate();
  const [dragged, setDragged] = useState<readonly number[]>();
  const shown = dragged ?? [from, to];
  const go = ([first = 1, second = last]: readonly number[]) => {
    setDragged(undefined);
    void navigate({
      to: '.',
      search: (before) => ({ ...before, from: first, at: second >= last ? undefined : second }),
    });
  };
  return (
    <Slider.Root
      className="two-handles"
      min={1}
      max={Math.max(2, last)}
      value={shown}
      onValueChange={(value) => setDragged(value)}
      onValueCommitted={(value) => go(value)}
    >
      <Slider.Control className="slider">
        <Slider.Track className="slider-track">
          <Slider.Indicator className="slider-range" />
          <Slider.Thumb index={0} className="slider-thumb" aria-label={words.from} />
          <Slider.Thumb index={1} className="slider-thumb" aria-label={words.to} />
        </Slider.Track>
      </Slider.Control>
      <p className="moment">
        <span>
          {words.from} <strong className="number">{shown[0]}</strong>
        </span>
        <span>
          {words.to} <strong className="number">{shown[1]}</strong>
        </span>
      </p>
    </Slider.Root>
  );
}

function Changed({ difference }: { readonly difference: Difference }) {
  const { kinds, changes: words } = useWords();
  const { kind, change, id, name, changes, causes, hasMoreCauses } = difference;
  const text = <Text>{name ?? shortId(id)}</Text>;
  return (
    <li className="card">
      <div className="card-head">
        <h2>
          <State of={change} tone={tones[change]} /> <span className="hint">{kinds[kind]}</span>{' '}
          {kind === 'container' ? (
            <Link to="/containers/$id" params={{ id }}>
              {text}
            </Link>
          ) : kind === 'image' ? (
            <Link to="/images/$id" params={{ id }}>
              {text}
            </Link>
          ) : (
            text
          )}
        </h2>
      </div>
      {change === 'changed' && (
        <dl className="values">
          {Object.entries(changes).map(([field, { before, after }]) => (
            <div key={field}>
              <dt>
                <Text>{field}</Text>
              </dt>
              <dd>
                <del>
                  <Text>{plainText(before ?? '–')}</Text>
                </del>{' '}
                <ins>
                  <Text>{plainText(after ?? '–')}</Text>
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <ul className="lines">
        {causes.map((fact) => (
          <li key={fact.position}>
            <Link to="." search={(before) => ({ ...before, at: fact.position })} className="number">
              {fact.position}
            </Link>
            <span className="line-main">
              {fact.type}{' '}
              <span className="hint">
                <Because cause={fact.cause} actor={fact.actor} />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {hasMoreCauses && <p className="hint">{words.moreCauses}</p>}
    </li>
  );
}
