import { isNothing } from '#domain';
import type { ContainerInspectInfo, ImageInfo, NetworkInspectInfo, VolumeInspectInfo } from 'dockerode';

type Json = Readonly<Record<string, unknown>>;

/** What a container was made as: its inspection without what differs from one to the next (ids, names, addresses, times, state). */
export function plainContainer(inspected: ContainerInspectInfo): Json {
  const {
    Config: config,
    HostConfig: host,
    Mounts: mounts,
    NetworkSettings: settings,
    Path,
    Args,
    Platform,
  } = inspected;
  const { Hostname, Labels, ...others } = config;
  const made = {
    Path,
    Args,
    Platform,
    // The engine keeps variables in any order.
    Config: {
      ...others,
      Env: config.Env?.toSorted(),
      ...(Hostname !== inspected.Id.slice(0, 12) && { Hostname }),
      Labels: ownLabels(Labels),
    },
    // The CLI of 20.10 sends them in any order.
    HostConfig: { ...host, Binds: host.Binds?.toSorted() },
    Mounts: mounts.toSorted((a, b) => a.Destination.localeCompare(b.Destination)),
    Networks: Object.fromEntries(
      Object.entries(settings.Networks).map(([name, is]) => [name, plainEndpoint(is, inspected.Id)]),
    ),
  };
  return withoutIds(made, inspected.Name.slice(1));
}

/**
 * The same, as two front doors can be compared: without the streams that a client meant to be attached to (REST attaches otherwise than the
 * CLI), and without what is nothing (the CLI sends empty lists where others send none).
 */
export function asMeant(container: Json): Json {
  const { AttachStdout: _, AttachStderr: __, ...config } = container['Config'] as Json;
  return withoutNothing({ ...container, Config: config }) as Json;
}

function withoutNothing(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, withoutNothing(item)] as const)
      .filter(([, item]) => !isNothing(item)),
  );
}

/** What a network was made as. */
export function plainNetwork(inspected: NetworkInspectInfo): Json {
  const { Id: _, Created: __, Labels, ...made } = inspected;
  return withoutIds({ ...made, Labels: ownLabels(Labels ?? {}) }, inspected.Name);
}

/** What a volume was made as. */
export function plainVolume(inspected: VolumeInspectInfo): Json {
  const { Mountpoint: _, Labels, ...made } = inspected;
  const { CreatedAt: __, ...rest } = made as Json;
  return withoutIds({ ...rest, Labels: ownLabels(Labels) }, inspected.Name);
}

/** How an image was built, step by step. */
export function stepsOf(history: readonly ImageInfo[]): readonly string[] {
  return (history as readonly unknown[] as readonly { readonly CreatedBy: string }[]).map(({ CreatedBy }) => CreatedBy);
}

/** What was said of its place on a network; the engine says the rest. */
function plainEndpoint(endpoint: unknown, id: string): Json {
  const { Aliases, DriverOpts, IPAMConfig, Links } = endpoint as {
    readonly Aliases: readonly string[] | null;
    readonly DriverOpts: unknown;
    readonly IPAMConfig: unknown;
    readonly Links: unknown;
  };
  return { Aliases: Aliases?.filter((alias) => alias !== id.slice(0, 12)), DriverOpts, IPAMConfig, Links };
}

function ownLabels(labels: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith('io.longshore.')));
}

/** Ids that are made up, and the own name wherever it stands. */
function withoutIds(made: Json, name: string): Json {
  const text = JSON.stringify(made)
    .replaceAll(name, '$NAME')
    .replaceAll(/[0-9a-f]{64}/g, 'ID');
  return JSON.parse(text) as Json;
}
