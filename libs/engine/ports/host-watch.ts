import type {
  ContainerDetail,
  DiskUse,
  Endpoint,
  ContainerSnapshot,
  ImageDetail,
  ImageSnapshot,
  NetworkSnapshot,
  VolumeSnapshot,
} from '#domain';

/** Something that an engine said has just happened. */
export interface HostEvent {
  readonly kind: 'container' | 'image' | 'network' | 'volume';
  /** Docker's word: `create`, `start`, `die`, `tag` …; of `exec_start: true` only what stands before the colon. */
  readonly action: string;
  /** The whole id; of a volume its name, of a pull the reference. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339 with nanoseconds. */
  readonly at: string;
}

/** What `inspect` says of a container: the snapshot, and apart from it its bulky detail. */
export interface WatchedContainer {
  readonly container: ContainerSnapshot;
  readonly detail: ContainerDetail;
}

/** The eyes on a host, for the observer: what happens there, and what is there. Errors as GraphDriver's. */
export interface HostWatch {
  /** What the host's clock shows, and between which two moments of ours: RFC 3339; ms since 1970. */
  clock(): Promise<{ readonly shows: string; readonly after: number; readonly before: number }>;
  /**
   * What happens from now on, and before that what the engine still remembers after `since` (the `at` of an event, itself
   * included). Resolves when the engine listens: nothing later is missed. The stream ends, or fails, when the connection does. It must be
   * drained without delay: a slow reader loses events, and slows the engine.
   */
  events(options: { readonly since?: string; readonly signal: AbortSignal }): Promise<AsyncIterable<HostEvent>>;
  /** The ids of all containers, stopped ones too. */
  containerIds(): Promise<readonly string[]>;
  /** Undefined when there is none. `ref`: id or name. */
  inspectContainer(ref: string): Promise<WatchedContainer | undefined>;
  /** The ids of all images, steps of builds too. */
  imageIds(): Promise<readonly string[]>;
  /** Undefined when there is none. The snapshot lacks its `detail`. */
  inspectImage(ref: string): Promise<Omit<ImageSnapshot, 'detail'> | undefined>;
  /** Undefined when there is none. What it says of an id never changes. */
  imageDetail(id: string): Promise<ImageDetail | undefined>;
  networks(): Promise<readonly NetworkSnapshot[]>;
  inspectNetwork(id: string): Promise<NetworkSnapshot | undefined>;
  /** A container's place on a network, without its aliases. The engine tells it also while it is just starting the container. */
  placeOn(network: string, container: string): Promise<Endpoint | undefined>;
  /** What it takes of its disk. That takes the engine long where there is much, and an abort ends it. */
  diskUse(signal: AbortSignal): Promise<DiskUse>;
  volumes(): Promise<readonly VolumeSnapshot[]>;
  inspectVolume(name: string): Promise<VolumeSnapshot | undefined>;
}
