import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Container, Network } from '../api/answers.js';
import { moment, useAt } from '../api/at.js';
import { dataOf, rest } from '../api/client.js';
import { Answer } from '../parts/outcome.js';
import { Page, Section } from '../parts/page.js';
import { State } from '../parts/states.js';
import { Text } from '../parts/text.js';
import { useWords } from '../words/words.js';
import { portsOf } from './containers.js';
import { AddressHolders } from './networks/address-holders.js';
import { FreePorts } from './networks/free-ports.js';

/** A picture of each network: the bridge as a rail, and what hangs on it with its addresses, names and ports. */
export function NetworksPage() {
  const { networks: words } = useWords();
  const at = useAt();
  const networks = useQuery({
    queryKey: ['networks', { at }],
    queryFn: () => dataOf(rest.GET('/v1/networks', { params: { query: { ...moment(at), limit: 500 } } })),
  });
  const containers = useQuery({
    queryKey: ['containers', { at, forNetworks: true }],
    queryFn: () => dataOf(rest.GET('/v1/containers', { params: { query: { ...moment(at), limit: 1_000 } } })),
  });
  const both = {
    data: networks.data && containers.data && { networks: networks.data.items, containers: containers.data.items },
    error: networks.error ?? containers.error,
    refetch: () => Promise.all([networks.refetch(), containers.refetch()]),
  };
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link to="/run" search={{ kind: 'network' }} className="button main">
          {words.create}
        </Link>
      }
    >
      <Answer to={both}>
        {({ networks: all, containers: members }) => (
          <div className="rails">
            {all
              .toSorted((a, b) => a.name.localeCompare(b.name))
              .map((network) => (
                <Rail
                  key={network.host + network.id}
                  network={network}
                  members={members.filter((member) => isOn(member, network))}
                  all={members}
                />
              ))}
          </div>
        )}
      </Answer>
      <div className="columns">
        <Section title={words.addresses}>
          <AddressHolders />
        </Section>
        <Section title={words.ports}>
          <FreePorts />
        </Section>
      </div>
    </Page>
  );
}

function isOn({ host, endpoints, networkMode }: Container, network: Network): boolean {
  if (host !== network.host) return false;
  return (
    endpoints.some(({ network: id }) => id === network.id) || (networkMode === network.name && endpoints.length === 0)
  );
}

interface RailProps {
  readonly network: Network;
  readonly members: readonly Container[];
  readonly all: readonly Container[];
}

function Rail({ network, members, all }: RailProps) {
  const { networks: words } = useWords();
  return (
    <section id={`network-${network.id}`} className={`rail driver-${network.driver}`} aria-label={network.name}>
      <header>
        <h2>
          <Text>{network.name}</Text>
        </h2>
        <span className="hint">
          <Text>
            {[network.driver, ...network.ipam.config.map(({ subnet }) => subnet ?? ''), network.host]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </span>
        {network.internal && <span className="state quiet">{words.internal}</span>}
      </header>
      {members.length === 0 ? (
        <p className="hint">{words.noMembers}</p>
      ) : (
        <ul>
          {members.map((member) => (
            <Member
              key={member.id}
              member={member}
              network={network}
              sharers={all.filter(({ networkMode }) => networkMode === `container:${member.id}`)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Member({
  member,
  network,
  sharers,
}: {
  readonly member: Container;
  readonly network: Network;
  readonly sharers: readonly Container[];
}) {
  const { networks: words } = useWords();
  const endpoint = member.endpoints.find(({ network: id }) => id === network.id);
  const ports = portsOf(member.ports);
  return (
    <li className={`member ${member.state}`}>
      <Link to="/containers/$id" params={{ id: member.id }}>
        <strong>
          <Text>{member.name}</Text>
        </strong>
      </Link>
      <State of={member.state} />
      {endpoint?.ipv4 && <code>{endpoint.ipv4}</code>}
      {endpoint?.ipv6 && <code>{endpoint.ipv6}</code>}
      {endpoint && endpoint.aliases.length > 0 && (
        <span className="hint">
          {words.aliases} <Text>{endpoint.aliases.join(', ')}</Text>
        </span>
      )}
      {ports !== '' && (
        <span className="hint">
          {words.published} <Text>{ports}</Text>
        </span>
      )}
      {sharers.length > 0 && (
        <span className="hint">
          {words.sharedBy} <Text>{sharers.map(({ name }) => name).join(', ')}</Text>
        </span>
      )}
    </li>
  );
}
