import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { LifeEntry } from '../../api/answers.js';
import { useAt, useFrom } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { flattened, Values } from '../../parts/values.js';
import { useWords } from '../../words/words.js';

/**
 * How it was set up: now, at the moment of the address, or after any of its facts; and what differs from the address's other moment, which the second
 * handle of the bar of time moves.
 */
export function Configuration({ id, entries }: { readonly id: string; readonly entries: readonly LifeEntry[] }) {
  const { container: words } = useWords();
  const at = useAt();
  const facts = entries.flatMap((entry) => (entry.entry === 'fact' && !entry.type.endsWith('Removed') ? [entry] : []));
  const [chosen, setChosen] = useState<number>();
  const other = useFrom();
  const navigate = useNavigate();
  const setOther = (from: number | undefined) =>
    void navigate({ to: '.', search: (before) => ({ ...before, from }), replace: true });
  const position = chosen ?? (at === undefined ? facts.at(-1)?.position : at);
  const shown = useConfiguration(id, position);
  const before = useConfiguration(id, other);
  const choices = facts.toReversed().map((fact) => (
    <option key={fact.position} value={fact.position}>
      {fact.type} · {fact.position}
    </option>
  ));
  return (
    <>
      <div className="filters">
        <label>
          <span>{words.at}</span>
          <select
            value={chosen ?? ''}
            onChange={({ target }) => setChosen(target.value === '' ? undefined : Number(target.value))}
          >
            <option value="">{words.latest}</option>
            {choices}
          </select>
        </label>
        <label>
          <span>{words.against}</span>
          <select
            value={other ?? ''}
            onChange={({ target }) => setOther(target.value === '' ? undefined : Number(target.value))}
          >
            <option value="">{words.nothingElse}</option>
            {other !== undefined && !facts.some((fact) => fact.position === other) && (
              <option value={other}>{other}</option>
            )}
            {choices}
          </select>
        </label>
      </div>
      <Answer to={shown}>
        {(fields) =>
          other === undefined ? (
            <Values of={fields} none={words.noConfiguration} />
          ) : (
            <Answer to={before}>{(old) => <Difference before={old} after={fields} none={words.same} />}</Answer>
          )
        }
      </Answer>
    </>
  );
}

type Fields = Readonly<Record<string, unknown>>;

function useConfiguration(id: string, position: number | undefined) {
  return useQuery({
    queryKey: ['containers', { id, at: position, configuration: true }],
    enabled: position !== undefined,
    placeholderData: undefined,
    queryFn: async (): Promise<Fields> => {
      const {
        detail,
        namespace: _namespace,
        since: _since,
        position: _position,
        ...fields
      } = await dataOf(rest.GET('/v1/containers/{id}', { params: { path: { id }, query: { at: String(position) } } }));
      return { ...fields, ...detail };
    },
  });
}

function Difference({
  before,
  after,
  none,
}: {
  readonly before: Fields;
  readonly after: Fields;
  readonly none: string;
}) {
  const old = new Map(flattened(before));
  const now = new Map(flattened(after));
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter((field) => old.get(field) !== now.get(field));
  if (fields.length === 0) return <p className="hint">{none}</p>;
  return (
    <dl className="values">
      {fields.map((field) => (
        <div key={field}>
          <dt>
            <Text>{field}</Text>
          </dt>
          <dd>
            {old.has(field) && (
              <del>
                <Text>{old.get(field) ?? ''}</Text>
              </del>
            )}{' '}
            {now.has(field) && (
              <ins>
                <Text>{now.get(field) ?? ''}</Text>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
