import { useQuery } from '@tanstack/react-query';
import { dataOf, rest } from '../api/client.js';
import { bytes } from '../parts/bytes.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { useWords } from '../words/words.js';
import { Doors } from './settings/doors.js';
import { Tokens } from './settings/tokens.js';

/** Who may come in, by which ways, and which hosts there are. */
export function SettingsPage() {
  const { settings: words } = useWords();
  const session = useQuery({ queryKey: ['session'], queryFn: () => dataOf(rest.GET('/v1/session')) });
  const isAdmin = session.data?.rights.includes('admin') === true;
  return (
    <Page title={words.title} lead={words.lead}>
      {!isAdmin && session.data && <p className="notice">{words.notAdmin(session.data.actor)}</p>}
      {isAdmin && (
        <Section title={words.tokens}>
          <Tokens />
        </Section>
      )}
      {isAdmin && (
        <Section title={words.doors}>
          <Doors />
        </Section>
      )}
      <Section title={words.hosts}>
        <Hosts />
      </Section>
    </Page>
  );
}

function Hosts() {
  const hosts = useQuery({ queryKey: ['hosts'], queryFn: () => dataOf(rest.GET('/v1/hosts')) });
  return (
    <Answer to={hosts}>
      {({ items }) => (
        <ul className="lines">
          {items.map((host) => (
            <li key={host.name}>
              <State of={host.state} />
              <span className="line-main">
                <strong>
                  <Text>{host.name}</Text>
                </strong>{' '}
                <code>
                  <Text>{host.url}</Text>
                </code>
              </span>
              <span className="hint">
                <Text>
                  {host.state === 'reachable'
                    ? `Docker ${host.engine.engineVersion} · API ${host.engine.apiVersion} · ${host.engine.os}/${host.engine.arch} · ${host.engine.storageDriver} · ${bytes(host.engine.memory)}`
                    : host.error}
                </Text>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Answer>
  );
}
