import { isIP, isIPv4, SocketAddress } from 'node:net';
import {
  type ContainerFact,
  type ContainerSnapshot,
  type Endpoint,
  type ImageFact,
  isUp,
  type NetworkFact,
  type PublishedPort,
  type VolumeFact,
} from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Told } from './version-tables.js';

/** A fact of any kind, as it stands in the log. */
export type RecordedFact = RecordedEvent & (ContainerFact | ImageFact | NetworkFact | VolumeFact);

/** What holds of an entity after the fact, but for an image's tags; nothing after its removal. */
export function toldAfter({ data }: RecordedFact): readonly Told[] {
  if ('container' in data) return toldOfContainer(data.container);
  if ('image' in data) {
    const { id: image, parent, detail, size } = data.image;
    return [{ table: 'image_versions', columns: { image, parent: parent ?? null, detail, size } }];
  }
  if ('network' in data) {
    const { name, driver } = data.network;
    return [{ table: 'network_versions', columns: { name, driver } }];
  }
  if ('volume' in data) {
    const { name, driver } = data.volume;
    return [{ table: 'volume_versions', columns: { name, driver } }];
  }
  return [];
}

function toldOfContainer(container: ContainerSnapshot): readonly Told[] {
  const { name, image, state, networkMode, endpoints, mounts } = container;
  return [
    { table: 'container_versions', columns: { name, image, state, network_mode: networkMode } },
    ...endpoints.map(toldOfEndpoint),
    ...(isUp(container)
      ? container.ports.map((port) => toldOfPort(port, true))
      : container.portBindings.filter(({ host }) => host !== 0).map((port) => toldOfPort(port, false))),
    ...mounts
      .filter(({ type }) => type === 'volume')
      .map(({ name: volume = '' }): Told => ({ table: 'mount_versions', columns: { volume } })),
  ];
}

function toldOfEndpoint({ network, name, ipv4, ipv6, mac }: Endpoint): Told {
  return {
    table: 'endpoint_versions',
    columns: { network, network_name: name, ipv4: addressOf(ipv4), ipv6: addressOf(ipv6), mac: mac ?? null },
  };
}

function toldOfPort({ container, protocol, ip, host }: PublishedPort, published: boolean): Told {
  return { table: 'port_versions', columns: { protocol, ip, port: host, container_port: container, published } };
}

/** An address in one spelling, so that what Postgres made of it compares equal; null when it is none. */
export function addressOf(text: string | null | undefined): string | null {
  if (text === null || text === undefined || isIP(text) === 0) return null;
  return isIPv4(text) ? text : new SocketAddress({ address: text, family: 'ipv6' }).address;
}
