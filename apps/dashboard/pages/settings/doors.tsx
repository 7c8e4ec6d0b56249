import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import type { Door } from '../../api/answers.js';
import { dataOf, rest } from '../../api/client.js';
import { Answer, Failure } from '../../parts/outcome.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { useWords } from '../../words/words.js';

/** Ways in for the docker CLI: sockets that stand for an actor, and where the API listens. */
export function Doors() {
  const { settings: words } = useWords();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const doors = useQuery({ queryKey: ['doors'], queryFn: () => dataOf(rest.GET('/v1/doors')) });
  const renew = () => client.invalidateQueries({ queryKey: ['doors'] });
  const adding = useMutation({
    mutationFn: (body: { readonly actor: string; readonly socket: string }) => dataOf(rest.POST('/v1/doors', { body })),
    onSuccess: async () => {
      form.current?.reset();
      await renew();
    },
  });
  const removing = useMutation({
    mutationFn: ({ id }: Door) => dataOf(rest.DELETE('/v1/doors/{id}', { params: { path: { id } } })),
    onSuccess: renew,
  });
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    adding.mutate({ actor: String(data.get('actor')), socket: String(data.get('socket')) });
  };
  return (
    <>
      <Answer to={doors}>
        {({ items, listeners }) => (
          <>
            {listeners.length > 0 && (
              <p className="hint">
                {words.listens} <Text>{listeners.join('  ')}</Text>
              </p>
            )}
            {items.length === 0 && <p className="hint">{words.noDoors}</p>}
            <ul className="lines">
              {items.map((door) => (
                <li key={door.id}>
                  <State of={door.state} />
                  <span className="line-main">
                    <strong>
                      <Text>{door.actor}</Text>
                    </strong>{' '}
                    <code>
                      <Text>{door.url}</Text>
                    </code>{' '}
                    {door.problem !== undefined && (
                      <span className="problem">
                        <Text>{door.problem}</Text>
                      </span>
                    )}
                  </span>
                  <button
                    type="button"
                    className="plain danger"
                    onClick={() => window.confirm(words.removeDoorWarning(door.socket)) && removing.mutate(door)}
                  >
                    {words.remove}
                    <span className="unseen"> {door.socket}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
      {removing.error && <Failure error={removing.error} />}
      <form ref={form} className="asking" onSubmit={add}>
        <label htmlFor="door-actor">{words.doorActor}</label>
        <input id="door-actor" name="actor" required autoComplete="off" />
        <label htmlFor="door-socket">{words.doorSocket}</label>
        <input id="door-socket" name="socket" required placeholder="/run/alice.sock" autoComplete="off" />
        <button type="submit" disabled={adding.isPending}>
          {words.addDoor}
        </button>
      </form>
      {adding.error && <Failure error={adding.error} />}
    </>
  );
}
