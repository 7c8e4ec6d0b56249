import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { moment, useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { Because } from '../../parts/cause.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { At } from '../../parts/when.js';
import { useWords } from '../../words/words.js';

/** Who had an address, and when. */
export function AddressHolders() {
  const { networks: words } = useWords();
  const at = useAt();
  const [ip, setIp] = useState('');
  const holders = useQuery({
    queryKey: ['addresses', { ip, at }],
    enabled: ip !== '',
    queryFn: () => dataOf(rest.GET('/v1/addresses', { params: { query: { ip, ...moment(at), limit: 50 } } })),
  });
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIp(String(new FormData(event.currentTarget).get('ip')).trim());
  };
  return (
    <>
      <form className="asking" onSubmit={ask}>
        <label htmlFor="address">{words.address}</label>
        <input id="address" name="ip" placeholder="172.17.0.2" required />
        <button type="submit">{words.ask}</button>
      </form>
      {ip !== '' && (
        <Answer to={holders}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="hint">{words.neverHeld}</p>
            ) : (
              <ul className="lines">
                {items.map(({ container, network, from, to }) => (
                  <li key={`${from.position} ${container.id}`}>
                    <span className="line-main">
                      <Link to="/containers/$id" params={{ id: container.id }}>
                        <Text>{container.name ?? container.id.slice(0, 12)}</Text>
                      </Link>{' '}
                      <span className="hint">
                        <Text>{network.name}</Text> · <Because cause={from.cause} actor={from.actor} />
                      </span>
                    </span>
                    <span className="hint">
                      <At time={from.at} /> – {to === null ? words.still : <At time={to.at} />}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      )}
    </>
  );
}
