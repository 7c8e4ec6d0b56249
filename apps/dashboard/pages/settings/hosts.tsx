import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Host } from '../../api/answers.js';
import { dataOf, rest } from '../../api/client.js';
import { bytes } from '../../parts/bytes.js';
import { Answer, Failure } from '../../parts/outcome.js';
import { State } from '../../parts/states.js';
import { Text } from '../../parts/text.js';
import { useHostWords } from '../../words/hosts/use-host-words.js';

/** The hosts: what each is, whether builds of batches go there, and by what they are asked for. */
export function Hosts({ isAdmin }: { readonly isAdmin: boolean }) {
  const words = useHostWords();
  const hosts = useQuery({ queryKey: ['hosts'], queryFn: () => dataOf(rest.GET('/v1/hosts')) });
  return (
    <>
      <p className="hint">{words.drainHint}</p>
      <Answer to={hosts}>
        {({ items }) => (
          <ul className="lines">
            {items.map((host) => (
              <HostLine key={host.name} host={host} isAdmin={isAdmin} />
            ))}
          </ul>
        )}
      </Answer>
    </>
  );
}

function HostLine({ host, isAdmin }: { readonly host: Host; readonly isAdmin: boolean }) {
  const words = useHostWords();
  const client = useQueryClient();
  const draining = useMutation({
    mutationFn: (isDrained: boolean) => {
      const params = { params: { path: { host: host.name } } };
      return dataOf(
        isDrained ? rest.POST('/v1/hosts/{host}/drain', params) : rest.POST('/v1/hosts/{host}/undrain', params),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['hosts'] }),
  });
  const labels = [
    ...Object.entries(host.labels).map(([name, value]) => `${name}=${value}`),
    ...(host.state === 'reachable' ? host.engine.labels : []),
  ];
  return (
    <li>
      <State of={host.state} />
      {host.isDrained && <State of={words.drained} tone="warn" />}
      <span className="line-main">
        <strong>
          <Text>{host.name}</Text>
        </strong>{' '}
        <code>
          <Text>{host.url}</Text>
        </code>{' '}
        <span className="hint">
          <Text>{host.state === 'reachable' ? toldOf(host.engine, words) : host.error}</Text>
        </span>{' '}
        <span className="hint">
          {words.labels}: <Text>{labels.length === 0 ? words.noLabels : labels.join('  ')}</Text>
        </span>
        {draining.error && <Failure error={draining.error} />}
      </span>
      {isAdmin && (
        <button
          type="button"
          className="plain"
          disabled={draining.isPending}
          onClick={() => draining.mutate(!host.isDrained)}
        >
          {host.isDrained ? words.undrain : words.drain}
          <span className="unseen"> {host.name}</span>
        </button>
      )}
    </li>
  );
}

type Engine = Extract<Host, { readonly state: 'reachable' }>['engine'];

function toldOf(engine: Engine, words: ReturnType<typeof useHostWords>): string {
  return [
    `Docker ${engine.engineVersion}`,
    `API ${engine.apiVersion}`,
    `${engine.os}/${engine.arch}`,
    engine.storageDriver,
    `${engine.cpus} CPU`,
    bytes(engine.memory),
    words.running(String(engine.running), String(engine.containers)),
  ].join(' · ');
}
