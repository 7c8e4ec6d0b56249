import type { NetworkInspectInfo } from 'dockerode';
import type { HostNetwork } from '#engine';

/** Reads what the engine says of a network; a list leaves the members out. */
export function fromEngineNetwork(info: NetworkInspectInfo): HostNetwork {
  return {
    id: info.Id,
    name: info.Name,
    driver: info.Driver,
    labels: info.Labels ?? {},
    createdAt: info.Created,
    internal: info.Internal,
    subnets: (info.IPAM?.Config ?? []).flatMap(({ Subnet, Gateway }) =>
      Subnet ? [{ subnet: Subnet, ...(Gateway && { gateway: Gateway }) }] : [],
    ),
    members: Object.entries(info.Containers ?? {}).map(([container, member]) => ({
      container,
      name: member.Name,
      // With its prefix length, 172.18.0.2/16.
      ...(member.IPv4Address && { ipv4: member.IPv4Address.replace(/\/\d+$/, '') }),
      mac: member.MacAddress,
    })),
  };
}
