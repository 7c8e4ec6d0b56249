import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import type { Token } from '../../api/answers.js';
import { dataOf, rest } from '../../api/client.js';
import { CommandLine } from '../../parts/command-line.js';
import { Answer, Failure } from '../../parts/outcome.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { When } from '../../parts/when.js';
import { useWords } from '../../words/words.js';

const rights = ['read', 'build', 'run', 'network', 'image', 'admin', 'host'] as const;
type Right = (typeof rights)[number];
const usual: ReadonlySet<Right> = new Set(['read', 'build', 'run', 'network', 'image']);

/** Tokens: one for each actor, with the rights that it has. */
export function Tokens() {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const tokens = useQuery({ queryKey: ['tokens'], queryFn: () => dataOf(rest.GET('/v1/tokens')) });
  const renew = () => client.invalidateQueries({ queryKey: ['tokens'] });
  const making = useMutation({
    mutationFn: (body: { readonly name: string; readonly rights: Right[] }) =>
      dataOf(rest.POST('/v1/tokens', { body })),
    onSuccess: async () => {
      form.current?.reset();
      await renew();
    },
  });
  const revoking = useMutation({
    mutationFn: ({ id }: Token) => dataOf(rest.DELETE('/v1/tokens/{id}', { params: { path: { id } } })),
    onSuccess: renew,
  });
  const make = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    making.mutate({ name: String(data.get('name')), rights: rights.filter((right) => data.has(right)) });
  };
  return (
    <>
      <Answer to={tokens}>
        {({ items }) => (
          <ul className="lines">
            {items.map((token) => (
              <li key={token.id}>
                <State of={token.state} />
                <span className="line-main">
                  <strong>
                    <Text>{token.name}</Text>
                  </strong>{' '}
                  <span className="hint">{token.rights.join(', ')}</span>
                </span>
                <span className="hint">
                  <When time={token.createdAt} />
                </span>
                {token.state === 'valid' && (
                  <button
                    type="button"
                    className="plain danger"
                    onClick={() => window.confirm(words.revokeWarning(token.name)) && revoking.mutate(token)}
                  >
                    {words.revoke}
                    <span className="unseen"> {token.name}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {revoking.error && <Failure error={revoking.error} />}
      <form ref={form} className="asking" onSubmit={make}>
        <label htmlFor="token-name">{words.newToken}</label>
        <input id="token-name" name="name" required autoComplete="off" />
        {rights.map((right) => (
          <label key={right} className="check">
            <input type="checkbox" name={right} defaultChecked={usual.has(right)} /> {right}
          </label>
        ))}
        <button type="submit" disabled={making.isPending}>
          {words.make}
        </button>
      </form>
      {making.error && <Failure error={making.error} />}
      {making.data && (
        <div className="notice" role="status">
          <p>{words.secretOnce(making.data.name)}</p>
          <CommandLine line={making.data.secret} label={words.copySecret} />
        </div>
      )}
    </>
  );
}
