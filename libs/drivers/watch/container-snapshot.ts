import type { ContainerInspectInfo, HostConfig, PortMap } from 'dockerode';
import { type ContainerSnapshot, type Endpoint, type PublishedPort, readLabels } from '#domain';
import type { WatchedContainer } from '#engine';
import { toUtc } from './engine-time.js';

/** What dockerode's types leave out. */
interface EngineEndpoint {
  readonly NetworkID: string;
  readonly IPAddress: string;
  readonly IPPrefixLen: number;
  readonly GlobalIPv6Address: string;
  readonly Gateway: string;
  readonly MacAddress: string;
  readonly Aliases?: readonly string[] | null;
}

/** Reads what the engine says of one container. */
export function fromInspect(info: ContainerInspectInfo): WatchedContainer {
  const { own, labels } = readLabels(info.Config.Labels ?? {});
  const { Hostname: hostname, ...config } = info.Config;
  return {
    container: { ...identityOf(info), ...stateOf(info), ...placeOf(info), ...own },
    detail: {
      // By default the host name is the short id: left out, so that like containers have one detail.
      config: { ...config, Labels: labels, ...(!info.Id.startsWith(hostname) && { Hostname: hostname }) },
      hostConfig: { ...info.HostConfig },
      path: info.Path,
      args: info.Args,
      driver: info.Driver,
      platform: info.Platform,
    },
  };
}

function identityOf(info: ContainerInspectInfo) {
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: info.Image,
    imageName: info.Config.Image,
    createdAt: toUtc(info.Created),
    restart: info.HostConfig.RestartPolicy?.Name || 'no',
    ...(info.HostConfig.AutoRemove === true && { autoRemove: true as const }),
    networkMode: networkModeOf(info.HostConfig),
    mounts: info.Mounts.map(({ Type, Name, Source, Destination, Mode, RW }) => ({
      type: Type ?? '',
      ...(Name !== undefined && { name: Name }),
      source: Source,
      destination: Destination,
      mode: Mode,
      writable: RW,
    })).toSorted((one, other) => (one.destination < other.destination ? -1 : 1)),
  };
}

/** `default` is what the CLI sends for bridge. */
function networkModeOf({ NetworkMode: mode = '' }: HostConfig): string {
  return mode === 'default' || mode === '' ? 'bridge' : mode;
}

function stateOf({ State: state }: ContainerInspectInfo) {
  const { Health: health, Error: error } = state as {
    readonly Health?: { readonly Status: string };
    readonly Error?: string;
  };
  return {
    state: state.Status,
    exitCode: state.ExitCode,
    oomKilled: state.OOMKilled,
    ...(error && { error }),
    ...moment('startedAt', state.StartedAt),
    ...moment('finishedAt', state.FinishedAt),
    ...(health && { health: health.Status }),
  };
}

function placeOf(info: ContainerInspectInfo): Pick<ContainerSnapshot, 'endpoints' | 'ports' | 'portBindings'> {
  const networks = Object.entries(info.NetworkSettings.Networks as Readonly<Record<string, EngineEndpoint>>);
  return {
    endpoints: networks.map(([name, place]) => endpointOf(name, place)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ports: portsOf(info.NetworkSettings.Ports ?? {}),
    portBindings: portsOf((info.HostConfig.PortBindings ?? {}) as PortMap),
  };
}

function endpointOf(name: string, place: EngineEndpoint): Endpoint {
  return {
    network: place.NetworkID,
    name,
    ...(place.IPAddress && { ipv4: place.IPAddress, prefix: place.IPPrefixLen }),
    ...(place.GlobalIPv6Address && { ipv6: place.GlobalIPv6Address }),
    ...(place.Gateway && { gateway: place.Gateway }),
    ...(place.MacAddress && { mac: place.MacAddress }),
    aliases: [...(place.Aliases ?? [])].toSorted(),
  };
}

function portsOf(ports: PortMap): PublishedPort[] {
  return Object.entries(ports)
    .flatMap(([port, bindings]) => {
      const [container, protocol = 'tcp'] = port.split('/');
      // Null for a port that is exposed and not published.
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        container: Number(container),
        protocol,
        ip: HostIp ?? '',
        // A range is resolved when the container starts.
        host: Number(HostPort) || 0,
      }));
    })
    .toSorted((one, other) => one.container - other.container || one.host - other.host || (one.ip < other.ip ? -1 : 1));
}

function moment<Key extends string>(key: Key, time: string): { readonly [K in Key]?: string } {
  // Go's zero time.
  return time.startsWith('0001-') ? {} : ({ [key]: toUtc(time) } as { readonly [K in Key]?: string });
}
