import { randomBytes } from 'node:crypto';
import type { HostNetwork, NetworkDriver, NetworkSpec } from '#engine';
import type { FakeContainer } from './fake-container.js';
import { conflict, notFound, refused } from './fake-errors.js';
import { hasLabel } from './fake-labels.js';
import type { FakeState } from './fake-state.js';

/** How a container joins a network. */
export interface FakeEndpoint {
  readonly aliases: readonly string[];
  readonly ipv4?: string;
}

/** Networks of a fake host: who is in them, without any traffic. */
export class FakeNetworkDriver implements NetworkDriver {
  #nextSubnet = 18;

  constructor(private readonly state: FakeState) {}

  async createNetwork(
    network: NetworkSpec,
  ): Promise<{ readonly network: string; readonly warnings: readonly string[] }> {
    if ([...this.state.networks.values()].some(({ name }) => name === network.name))
      throw conflict(`network with name ${network.name} already exists`);
    const subnet = network.subnet ?? `172.${this.#nextSubnet++}.0.0/16`;
    const gateway = network.gateway ?? addressIn(subnet, 1);
    const id = randomBytes(32).toString('hex');
    const { name, driver, labels, internal } = network;
    this.state.networks.set(id, {
      id,
      name,
      driver,
      labels,
      internal,
      createdAt: new Date().toISOString(),
      subnets: [{ subnet, gateway }],
      members: [],
    });
    return { network: id, warnings: [] };
  }

  async inspectNetwork(ref: string): Promise<HostNetwork | undefined> {
    const network = findNetwork(this.state, ref);
    return network && { ...network, members: this.#members(network.name) };
  }

  async listNetworks(filter?: { readonly label?: string }): Promise<readonly HostNetwork[]> {
    return [...this.state.networks.values()].filter(({ labels }) => hasLabel(labels, filter?.label));
  }

  async removeNetwork(ref: string): Promise<void> {
    const network = networkNamed(this.state, ref);
    if (this.#members(network.name).length > 0)
      throw refused(`error while removing network: network ${network.name} has active endpoints`);
    this.state.networks.delete(network.id);
  }

  async connectContainer(network: string, container: string, endpoint: FakeEndpoint): Promise<void> {
    const { name } = networkNamed(this.state, network);
    const member = this.state.container(container);
    if (name in member.networks)
      throw refused(`endpoint with name ${member.spec.name} already exists in network ${name}`);
    joinNetwork(this.state, network, member, endpoint);
  }

  async disconnectContainer(network: string, container: string): Promise<void> {
    const { name } = networkNamed(this.state, network);
    const member = this.state.container(container);
    const { [name]: left, ...networks } = member.networks;
    if (!left) throw refused(`container ${member.id} is not connected to network ${name}`);
    member.networks = networks;
  }

  #members(network: string): HostNetwork['members'] {
    const running = [...this.state.containers.values()].filter((container) => container.running);
    return running.flatMap((container) => {
      const endpoint = container.networks[network];
      if (!endpoint) return [];
      return [
        {
          container: container.id,
          name: container.spec.name,
          ...(endpoint.ipv4 && { ipv4: endpoint.ipv4 }),
          mac: macOf(endpoint.ipv4),
        },
      ];
    });
  }
}

/** Whether a network mode names a network that was created. */
export function isOwnNetwork(mode: string): boolean {
  return !['bridge', 'default', 'host', 'none'].includes(mode) && !mode.startsWith('container:');
}

/** @throws DomainError `host-not-found` */
export function joinNetwork(state: FakeState, ref: string, container: FakeContainer, endpoint: FakeEndpoint): void {
  const network = networkNamed(state, ref);
  const taken = new Set([...state.containers.values()].flatMap((other) => other.networks[network.name]?.ipv4 ?? []));
  const subnet = network.subnets[0]?.subnet ?? '172.17.0.0/16';
  const free =
    Array.from({ length: 65_000 }, (_, index) => index + 2).find((number) => !taken.has(addressIn(subnet, number))) ??
    2;
  const ipv4 = endpoint.ipv4 ?? addressIn(subnet, free);
  container.networks = {
    ...container.networks,
    [network.name]: { network: network.id, ipv4, aliases: [...endpoint.aliases, container.id.slice(0, 12)] },
  };
}

function findNetwork(state: FakeState, ref: string): HostNetwork | undefined {
  return (
    state.networks.get(ref) ??
    [...state.networks.values()].find(({ id, name }) => name === ref || (ref.length >= 4 && id.startsWith(ref)))
  );
}

function networkNamed(state: FakeState, ref: string): HostNetwork {
  const network = findNetwork(state, ref);
  if (!network) throw notFound(`network ${ref} not found`);
  return network;
}

function addressIn(subnet: string, number: number): string {
  const [a, b, c = '0'] = subnet.split('.');
  return [a, b, Number(c) + Math.floor(number / 256), number % 256].join('.');
}

function macOf(ipv4 = '0.0.0.0'): string {
  return ['02', '42', ...ipv4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
}
