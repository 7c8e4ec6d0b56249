import type { ContainerSnapshot, ImageSnapshot, NetworkSnapshot, VolumeSnapshot } from '#domain';
import type { Database } from '#prisma';
import type { FactQueries } from '#read-models';
import type Docker from 'dockerode';

/** What is compared of a host: plain values, by id. */
export interface Picture {
  readonly containers: Readonly<Record<string, object>>;
  readonly images: Readonly<Record<string, object>>;
  readonly networks: Readonly<Record<string, object>>;
  readonly volumes: Readonly<Record<string, object>>;
}

/** What the engine says when it is asked: list and inspect. */
export async function pictureOfEngine(docker: Docker): Promise<Picture> {
  const containers = await Promise.all(
    (await docker.listContainers({ all: true })).map(({ Id }) => docker.getContainer(Id).inspect()),
  );
  const images = await Promise.all(
    (await docker.listImages({ all: true })).map(({ Id }) => docker.getImage(Id).inspect()),
  );
  return {
    containers: byId(
      containers,
      ({ Id }) => Id,
      (info) => ({
        name: info.Name.slice(1),
        state: info.State.Status,
        exitCode: info.State.ExitCode,
        image: info.Image,
        startedAt: info.State.StartedAt.startsWith('0001') ? undefined : withAllDigits(info.State.StartedAt),
        networks: Object.fromEntries(
          Object.entries(info.NetworkSettings.Networks).map(([name, place]) => [
            name,
            { id: place.NetworkID, ip: place.IPAddress, mac: place.MacAddress },
          ]),
        ),
        volumes: info.Mounts.flatMap(({ Type, Name }) => (Type === 'volume' ? [Name] : [])).toSorted(),
      }),
    ),
    images: byId(
      images,
      ({ Id }) => Id,
      (info) => ({
        tags: (info.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>').toSorted(),
        parent: info.Parent,
        size: info.Size,
        layers: info.RootFS.Layers ?? [],
      }),
    ),
    networks: byId(
      await docker.listNetworks(),
      ({ Id }) => Id,
      (info) => ({
        name: info.Name,
        driver: info.Driver,
        subnets: (info.IPAM?.Config ?? []).map(({ Subnet }) => Subnet),
      }),
    ),
    volumes: byId(
      (await docker.listVolumes()).Volumes,
      ({ Name }) => Name,
      (info) => ({
        driver: info.Driver,
        labels: info.Labels ?? {},
      }),
    ),
  };
}

/** What the log says of the host now. */
export async function pictureOfLog(host: string, facts: FactQueries, database: Database): Promise<Picture> {
  const data = (await facts.newest(host)).map((fact) => fact.data as Partial<Snapshots>);
  const layers = await layersByDetail(database);
  return {
    containers: byId(
      data.flatMap(({ container }) => container ?? []),
      ({ id }) => id,
      (container) => ({
        name: container.name,
        state: container.state,
        exitCode: container.exitCode,
        image: container.image,
        startedAt: container.startedAt,
        networks: Object.fromEntries(
          container.endpoints.map((place) => [
            place.name,
            { id: place.network, ip: place.ipv4 ?? '', mac: place.mac ?? '' },
          ]),
        ),
        volumes: container.mounts.flatMap(({ type, name }) => (type === 'volume' ? [name] : [])).toSorted(),
      }),
    ),
    images: byId(
      data.flatMap(({ image }) => image ?? []),
      ({ id }) => id,
      (image) => ({
        tags: image.tags,
        parent: image.parent ?? '',
        size: image.size,
        layers: layers.get(image.detail) ?? [],
      }),
    ),
    networks: byId(
      data.flatMap(({ network }) => (typeof network === 'object' ? network : [])),
      ({ id }) => id,
      (network) => ({
        name: network.name,
        driver: network.driver,
        subnets: network.ipam.config.map(({ subnet }) => subnet),
      }),
    ),
    volumes: byId(
      data.flatMap(({ volume }) => volume ?? []),
      ({ name }) => name,
      ({ driver, labels }) => ({ driver, labels }),
    ),
  };
}

interface Snapshots {
  readonly container: ContainerSnapshot;
  readonly image: ImageSnapshot;
  readonly network: NetworkSnapshot | string;
  readonly volume: VolumeSnapshot;
}

async function layersByDetail({ prisma }: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await prisma.$queryRaw<readonly { readonly detail: string; readonly diffs: readonly string[] }[]>`
    select detail, array_agg(diff_id order by index) as diffs from layers group by detail`;
  return new Map(rows.map(({ detail, diffs }) => [detail, diffs]));
}

function byId<Thing>(
  things: readonly Thing[],
  idOf: (thing: Thing) => string,
  pick: (thing: Thing) => object,
): Readonly<Record<string, object>> {
  return Object.fromEntries(things.map((thing) => [idOf(thing), pick(thing)]));
}

/** The engine leaves zeros out at the end of a time; the log does not. */
export function withAllDigits(time: string): string {
  const [, seconds = '', digits = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return `${seconds}.${digits.padEnd(9, '0')}Z`;
}
