import { createHash, randomUUIDv7 } from 'node:crypto';
import {
  type Cause,
  type ContainerDetail,
  type ContainerFact,
  type ContainerSnapshot,
  contentStream,
  entityStream,
  type EntityKind,
  type ImageDetail,
  type ImageFact,
  type ImageSnapshot,
  type NetworkSnapshot,
  type VolumeSnapshot,
} from '#domain';
import type { EventMetadata, NewEvent, StreamAppend } from '#event-sourcing';
import canonicalize from 'canonicalize';

/** How a made-up fact came about; what is left out is drift on the host `local`. */
export interface Circumstances {
  readonly host?: string;
  readonly at?: string;
  readonly seen?: 'event' | 'inspection';
  readonly cause?: Cause;
  readonly metadata?: EventMetadata;
}

/** A cause for facts that a job brought about. */
export function byJob(job: string, name = 'run'): Cause {
  return { by: 'job', job, name };
}

/** An id as Docker gives it, 64 hexadecimal digits, the same for the same name. */
export function dockerId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** A container that was created and has not run, without network, ports or mounts unless they are given. */
export function containerOf(more: Partial<ContainerSnapshot> = {}): ContainerSnapshot {
  const name = more.name ?? 'web';
  return {
    id: dockerId(name),
    name,
    image: `sha256:${dockerId('busybox')}`,
    imageName: 'busybox:latest',
    createdAt: '2026-01-01T12:00:00.000000000Z',
    state: 'created',
    exitCode: 0,
    oomKilled: false,
    restart: 'no',
    networkMode: 'bridge',
    endpoints: [],
    ports: [],
    portBindings: [],
    mounts: [],
    ...more,
  };
}

/** An image; its id is made of `name`, which is no tag of it unless `tags` says so. */
export function imageOf(name: string, more: Partial<ImageSnapshot> = {}): ImageSnapshot {
  return {
    id: `sha256:${dockerId(name)}`,
    tags: [],
    digests: [],
    createdAt: '2026-01-01T12:00:00.000000000Z',
    size: 1_000,
    detail: contentOfImage(detailOf([name])).digest,
    ...more,
  };
}

/** What an image is made of: a layer of 1,000 bytes for each name, the lowest first. Like names at the bottom are shared layers. */
export function detailOf(layers: readonly string[], more: Partial<ImageDetail> = {}): ImageDetail {
  const createdAt = '2026-01-01T12:00:00.000000000Z';
  return {
    architecture: 'amd64',
    os: 'linux',
    author: '',
    comment: '',
    config: { Cmd: ['sh'] },
    layers: layers.map((name, index) => ({
      diffId: `sha256:${dockerId(name)}`,
      chainId: `sha256:${dockerId(layers.slice(0, index + 1).join(' '))}`,
      size: 1_000,
      instruction: `RUN ${name}`,
    })),
    history: layers.map((name) => ({ instruction: `RUN ${name}`, createdAt, size: 1_000, comment: '' })),
    ...more,
  };
}

/** A bridge network. */
export function networkOf(name: string, more: Partial<NetworkSnapshot> = {}): NetworkSnapshot {
  return {
    id: dockerId(name),
    name,
    driver: 'bridge',
    scope: 'local',
    internal: false,
    attachable: false,
    ipv6: false,
    ipam: { driver: 'default', options: {}, config: [{ subnet: '172.20.0.0/16', gateway: '172.20.0.1' }] },
    options: {},
    labels: {},
    createdAt: '2026-01-01T12:00:00.000000000Z',
    ...more,
  };
}

/** A local volume. */
export function volumeOf(name: string, more: Partial<VolumeSnapshot> = {}): VolumeSnapshot {
  return {
    name,
    driver: 'local',
    mountpoint: `/var/lib/docker/volumes/${name}/_data`,
    labels: {},
    options: {},
    createdAt: '2026-01-01T12:00:00Z',
    ...more,
  };
}

type ContainerFactType = Exclude<ContainerFact['type'], 'ContainerRemoved'>;
type ImageFactType = Exclude<ImageFact['type'], 'ImageRemoved'>;

/** A fact that tells the container as it is after it. `more` is what some types say besides: `from` or `network`. */
export function factOfContainer(
  type: ContainerFactType,
  container: ContainerSnapshot,
  { from, network, ...circumstances }: Circumstances & { readonly from?: string; readonly network?: string } = {},
): StreamAppend {
  const besides = { ...(from !== undefined && { from }), ...(network !== undefined && { network }) };
  return factOf('container', container.id, { type, data: { container, ...besides } }, circumstances);
}

/** A fact that tells the image as it is after it. `names` and `movedTo` are what ImageTagged and ImageUntagged say besides. */
export function factOfImage(
  type: ImageFactType,
  image: ImageSnapshot,
  {
    names,
    movedTo,
    ...circumstances
  }: Circumstances & { readonly names?: readonly string[]; readonly movedTo?: string } = {},
): StreamAppend {
  const besides = { ...(names !== undefined && { names }), ...(movedTo !== undefined && { movedTo }) };
  return factOf('image', image.id, { type, data: { image, ...besides } }, circumstances);
}

/** That the network is there from now on. */
export function factOfNetwork(network: NetworkSnapshot, circumstances: Circumstances = {}): StreamAppend {
  return factOf('network', network.id, { type: 'NetworkCreated', data: { network } }, circumstances);
}

/** That the volume is there from now on. */
export function factOfVolume(volume: VolumeSnapshot, circumstances: Circumstances = {}): StreamAppend {
  return factOf('volume', volume.name, { type: 'VolumeCreated', data: { volume } }, circumstances);
}

/** That something is gone. */
export function removalOf(
  kind: EntityKind,
  { id, name }: { readonly id?: string; readonly name?: string },
  circumstances: Circumstances = {},
): StreamAppend {
  const data = {
    container: { id, name },
    image: { id },
    network: { id, name },
    volume: { name },
  }[kind];
  const type = {
    container: 'ContainerRemoved',
    image: 'ImageRemoved',
    network: 'NetworkRemoved',
    volume: 'VolumeRemoved',
  }[kind];
  return factOf(kind, (kind === 'volume' ? name : id) ?? '', { type, data }, circumstances);
}

/** An image's bulky detail: its digest, and the append that records it. */
export function contentOfImage(content: ImageDetail): Content {
  return contentOf('image', content);
}

/** A container's bulky detail. */
export function contentOfContainer(content: ContainerDetail): Content {
  return contentOf('container', content);
}

/** Bulky detail: its digest, and the append that records it. */
interface Content {
  readonly digest: string;
  readonly append: StreamAppend;
}

function contentOf(kind: 'container' | 'image', content: object): Content {
  const digest = dockerId(canonicalize(content) ?? '');
  const event = eventOf('ContentRecorded', { kind, content });
  return { digest, append: { stream: contentStream(digest), events: [event] } };
}

function factOf(
  kind: EntityKind,
  id: string,
  fact: { readonly type: string; readonly data: object },
  { host = 'local', at, seen = 'event', cause, metadata }: Circumstances,
): StreamAppend {
  const data = {
    host,
    at: at ?? '2026-01-01T12:00:00.000000000Z',
    seen,
    cause: cause ?? { by: 'drift', known: 'out of band' },
    ...fact.data,
  };
  return { stream: entityStream(kind, host, id), events: [eventOf(fact.type, data, metadata)] };
}

function eventOf(type: string, data: object, metadata: EventMetadata = metadataOfFacts): NewEvent {
  return { id: randomUUIDv7(), type, data, metadata };
}

const metadataOfFacts: EventMetadata = { actor: { kind: 'unknown', name: 'unknown' }, correlationId: 'a-spec' };
