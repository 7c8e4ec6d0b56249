import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { dataOf, rest } from '../../api/client.js';
import { Answer, Failure } from '../../parts/outcome.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { useHostWords } from '../../words/hosts/use-host-words.js';

/** What the hosts know of registries, and whether a registry lets a user in. */
export function Registries() {
  const { registries: words } = useHostWords();
  const hosts = useQuery({ queryKey: ['hosts'], queryFn: () => dataOf(rest.GET('/v1/hosts')) });
  return (
    <>
      <p className="hint">{words.lead}</p>
      <Answer to={hosts}>
        {({ items }) => (
          <ul className="lines">
            {items.flatMap((host) =>
              host.state === 'unreachable'
                ? []
                : [
                    ...host.engine.registries.map(({ name, isSecure, mirrors }) => (
                      <li key={`${host.name} ${name}`}>
                        <State of={isSecure ? words.secure : words.insecure} tone={isSecure ? 'good' : 'warn'} />
                        <span className="line-main">
                          <strong>
                            <Text>{name}</Text>
                          </strong>{' '}
                          <span className="hint">
                            {words.mirrors}: <Text>{mirrors.length === 0 ? words.none : mirrors.join('  ')}</Text>
                          </span>
                        </span>
                        <span className="hint">
                          <Text>{host.name}</Text>
                        </span>
                      </li>
                    )),
                    <li key={`${host.name} networks`}>
                      <State of={words.insecure} tone="warn" />
                      <span className="line-main">
                        {words.networks} <Text>{host.engine.insecureNetworks.join('  ') || words.none}</Text>
                      </span>
                      <span className="hint">
                        <Text>{host.name}</Text>
                      </span>
                    </li>,
                  ],
            )}
          </ul>
        )}
      </Answer>
      <Login />
    </>
  );
}

function Login() {
  const { registries: words } = useHostWords();
  const form = useRef<HTMLFormElement>(null);
  const checking = useMutation({
    mutationFn: (body: { readonly server: string; readonly username: string; readonly password: string }) =>
      dataOf(rest.POST('/v1/registries/login', { body })),
    onSettled: () => form.current?.querySelector<HTMLInputElement>('[name=password]')?.form?.reset(),
  });
  const check = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const field = (name: string) => String(data.get(name));
    checking.mutate({ server: field('server'), username: field('username'), password: field('password') });
  };
  return (
    <>
      <form ref={form} className="asking" onSubmit={check} aria-label={words.login}>
        <label htmlFor="registry-server">{words.server}</label>
        <input id="registry-server" name="server" required placeholder="registry.example.com" autoComplete="off" />
        <label htmlFor="registry-user">{words.user}</label>
        <input id="registry-user" name="username" required autoComplete="off" />
        <label htmlFor="registry-password">{words.password}</label>
        <input id="registry-password" name="password" type="password" required autoComplete="off" />
        <button type="submit" disabled={checking.isPending}>
          {words.login}
        </button>
      </form>
      {checking.error && <Failure error={checking.error} />}
      {checking.data && (
        <p className="notice" role="status">
          <State of={checking.data.isAccepted ? 'succeeded' : 'refused'} /> <Text>{checking.data.detail}</Text>{' '}
          <Link to="/jobs/$id" params={{ id: checking.data.job }}>
            {words.job}
          </Link>
        </p>
      )}
    </>
  );
}
