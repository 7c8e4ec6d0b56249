import type { ContainerInfo, ContainerInspectInfo, PortMap } from 'dockerode';
import type { HostContainer } from '#engine';

/** Reads what the engine says of one container. */
export function fromInspect(info: ContainerInspectInfo): HostContainer {
  const { State: state } = info;
  return {
    id: info.Id,
    name: withoutSlash(info.Name),
    image: info.Image,
    labels: info.Config.Labels ?? {},
    state: state.Status,
    running: state.Running,
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    createdAt: info.Created,
    ...moment('startedAt', state.StartedAt),
    ...moment('finishedAt', state.FinishedAt),
    tty: info.Config.Tty,
    networkMode: info.HostConfig.NetworkMode ?? '',
    networks: networksOf(info.NetworkSettings.Networks),
    volumes: volumesOf(info.Mounts),
    ports: publishedPorts(info.NetworkSettings.Ports),
  };
}

/** Reads an entry of the list, which says less. */
export function fromListing(info: ContainerInfo): HostContainer {
  return {
    id: info.Id,
    // Links of others stand here too, as /other/alias.
    name: withoutSlash(info.Names.find((name) => name.lastIndexOf('/') === 0) ?? ''),
    image: info.ImageID,
    labels: info.Labels,
    state: info.State,
    running: ['running', 'paused', 'restarting'].includes(info.State),
    exitCode: 0,
    oomKilled: false,
    createdAt: new Date(info.Created * 1_000).toISOString(),
    tty: false,
    networkMode: info.HostConfig.NetworkMode,
    networks: networksOf(info.NetworkSettings?.Networks ?? {}),
    volumes: volumesOf(info.Mounts),
    ports: info.Ports.filter((port) => port.PublicPort > 0).map((port) => ({
      container: port.PrivatePort,
      protocol: port.Type,
      ip: port.IP,
      host: port.PublicPort,
    })),
  };
}

interface EngineEndpoint {
  readonly NetworkID: string;
  readonly IPAddress: string;
  readonly Aliases?: readonly string[] | null;
}

function networksOf(networks: Readonly<Record<string, EngineEndpoint>>): HostContainer['networks'] {
  return Object.fromEntries(
    Object.entries(networks).map(([name, endpoint]) => [
      name,
      {
        network: endpoint.NetworkID,
        ...(endpoint.IPAddress && { ipv4: endpoint.IPAddress }),
        aliases: endpoint.Aliases ?? [],
      },
    ]),
  );
}

function volumesOf(mounts: readonly { readonly Name?: string | undefined }[]): readonly string[] {
  return mounts.flatMap(({ Name: name }) => name ?? []);
}

function publishedPorts(ports: PortMap): HostContainer['ports'] {
  return Object.entries(ports).flatMap(([port, bindings]) => {
    const [container, protocol = 'tcp'] = port.split('/');
    // Null for a port that is exposed and not published.
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      container: Number(container),
      protocol,
      ip: HostIp ?? '',
      host: Number(HostPort),
    }));
  });
}

function moment<Key extends string>(key: Key, time: string): { readonly [K in Key]?: string } {
  // Go's zero time.
  return time.startsWith('0001-') ? {} : ({ [key]: time } as { readonly [K in Key]?: string });
}

function withoutSlash(name: string): string {
  return name.replace(/^\//, '');
}
