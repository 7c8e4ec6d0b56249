import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { moment, useAt } from '../../api/at.js';
import { dataOf, rest } from '../../api/client.js';
import { Answer } from '../../parts/outcome.js';
import { Text } from '../../parts/text.js';
import { useWords } from '../../words/words.js';

/** Ports that are published or spoken for, and the first free one on each host. */
export function FreePorts() {
  const { networks: words } = useWords();
  const at = useAt();
  const [from, setFrom] = useState(8_000);
  const ports = useQuery({
    queryKey: ['ports', { at, from }],
    queryFn: () => dataOf(rest.GET('/v1/ports', { params: { query: { free: from, ...moment(at), limit: 200 } } })),
  });
  return (
    <>
      <div className="asking">
        <label htmlFor="free-from">{words.freeFrom}</label>
        <input
          id="free-from"
          type="number"
          min={1}
          max={65_535}
          value={from}
          onChange={({ target }) => setFrom(Math.min(65_535, Math.max(1, Number(target.value))))}
        />
      </div>
      <Answer to={ports}>
        {({ items, free }) => (
          <>
            {free?.map(({ host, port }) => (
              <p key={host}>
                <Text>{host}</Text>: {port === null ? words.noneFree : <strong className="number">{port}</strong>}
              </p>
            ))}
            {items.length === 0 ? (
              <p className="hint">{words.nonePublished}</p>
            ) : (
              <ul className="lines">
                {items.map(({ host, ip, port, protocol, containerPort, published, container }) => (
                  <li key={`${host} ${ip} ${port} ${protocol} ${container.id}`}>
                    <code>
                      {ip}:{port}
                    </code>
                    <span className="line-main">
                      →{' '}
                      <Link to="/containers/$id" params={{ id: container.id }}>
                        <Text>{container.name}</Text>
                      </Link>{' '}
                      {containerPort}/{protocol}
                    </span>
                    <span className="hint">{published ? '' : words.whenItRuns}</span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Answer>
    </>
  );
}
