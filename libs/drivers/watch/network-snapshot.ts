import type { NetworkContainer, NetworkInspectInfo, VolumeInspectInfo } from 'dockerode';
import { type Endpoint, type NetworkSnapshot, readLabels, type VolumeSnapshot } from '#domain';
import { toUtc } from './engine-time.js';

/** Reads what the engine says of a network, without its members. */
export function fromNetwork(info: NetworkInspectInfo): NetworkSnapshot {
  const { own, labels } = readLabels(info.Labels ?? {});
  return {
    id: info.Id,
    name: info.Name,
    driver: info.Driver,
    scope: info.Scope,
    internal: info.Internal,
    attachable: info.Attachable,
    ipv6: info.EnableIPv6,
    ipam: {
      driver: info.IPAM?.Driver ?? '',
      options: info.IPAM?.Options ?? {},
      config: (info.IPAM?.Config ?? []).map(({ Subnet, Gateway, IPRange }) => ({
        ...(Subnet && { subnet: Subnet }),
        ...(Gateway && { gateway: Gateway }),
        ...(IPRange && { range: IPRange }),
      })),
    },
    options: info.Options ?? {},
    labels,
    createdAt: toUtc(info.Created),
    ...own,
  };
}

/** Reads what a network says of a member. Addresses come with their prefix length, 172.18.0.2/16; a gateway that the engine chose is left unsaid. */
export function placeOfMember(network: NetworkInspectInfo, member: NetworkContainer): Endpoint {
  const [ipv4, prefix] = member.IPv4Address.split('/');
  const [ipv6] = member.IPv6Address.split('/');
  const gateway = network.IPAM?.Config?.find(({ Gateway }) => Gateway)?.Gateway;
  return {
    network: network.Id,
    name: network.Name,
    ...(ipv4 && { ipv4, prefix: Number(prefix) }),
    ...(ipv6 && { ipv6 }),
    ...(gateway && { gateway }),
    ...(member.MacAddress && { mac: member.MacAddress }),
    aliases: [],
  };
}

/** Reads what the engine says of a volume. */
export function fromVolume(info: VolumeInspectInfo): VolumeSnapshot {
  const { own, labels } = readLabels(info.Labels ?? {});
  const { CreatedAt: createdAt = '' } = info as { readonly CreatedAt?: string };
  return {
    name: info.Name,
    driver: info.Driver,
    mountpoint: info.Mountpoint,
    labels,
    options: info.Options ?? {},
    createdAt: toUtc(createdAt),
    ...own,
  };
}
