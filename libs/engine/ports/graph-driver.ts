import type { StepNews } from '#domain';
import type { WorkIo } from './output.js';

/** An image as a host knows it. */
export interface HostImage {
  /** `sha256:…` */
  readonly id: string;
  /** `repository:tag`, none for a dangling image. */
  readonly tags: readonly string[];
  /** `repository@sha256:…`, known for images that came from or went to a registry. */
  readonly digests: readonly string[];
  /** The image that it was built on, step by step; known where the classic builder made it on this host. */
  readonly parent?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** A layer of an image on a host. */
export interface HostLayer {
  /** `sha256:…` of it and all below it: equal where the same layers lie in the same order. */
  readonly chainId: string;
  /** Bytes; absent where it cannot be told. */
  readonly size?: number;
}

/** What to build. */
export interface ImageBuild {
  /** The context: a tar, plain or compressed (gzip). */
  readonly context: AsyncIterable<Uint8Array>;
  readonly builder: 'classic' | 'buildkit';
  /** Path of the Dockerfile inside the context. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** Network mode of RUN steps. */
  readonly network?: string;
  readonly noCache: boolean;
  /** Ask the registry for a newer base image. */
  readonly pull: boolean;
}

/** Hears how a build goes on. */
export interface BuildProgress {
  /** Takes what a piece of it tells of the steps, and writes that piece's text to stdout. The promise resolves when more may be told. */
  take(news: StepNews, text: Uint8Array): Promise<void>;
}

/** A live build: without `progress`, its text goes to the output, and its steps are told to nobody. */
export interface BuildIo extends WorkIo {
  readonly progress?: BuildProgress;
}

/** A volume as a host knows it. */
export interface HostVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  /** RFC 3339; absent where its driver does not tell. Engines before 23.0 tell when its top directory was last changed. */
  readonly createdAt?: string;
}

export interface VolumeSpec {
  readonly name: string;
  readonly driver?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

/**
 * What a host stores: images and volumes (the seed's Graphdriver).
 *
 * Every method of every driver rejects with a DomainError: code `host-not-found`, `host-conflict` or `host-refused` with the
 * engine's own message when the host says no (kinds `not-found`, `conflict`, `invalid`), `host-unreachable`
 * (kind `unavailable`) when it does not answer.
 */
export interface GraphDriver {
  /**
   * Builds an image. Resolves when all tags are set. An abort makes the host stop building; layers
   * already made stay as cache. A failing instruction rejects with `host-refused`, its output written before. Each step is told when it
   * begins and when it ends, before anything that came after it; of what is cached one telling may do for both.
   */
  buildImage(build: ImageBuild, io: BuildIo): Promise<{ readonly image: string }>;
  /** Undefined when there is no such image. `ref`: a name, id or id prefix. */
  inspectImage(ref: string): Promise<HostImage | undefined>;
  /** Images with a name, and dangling ones; with `steps` also those that are only steps of builds. */
  listImages(options?: { readonly steps: boolean }): Promise<readonly HostImage[]>;
  /** The layers of an image, the lowest first; undefined when there is no such image. */
  listLayers(ref: string): Promise<readonly HostLayer[] | undefined>;
  /** Points `target` (`repository:tag`) at an image. Repeating it changes nothing. */
  tagImage(ref: string, target: string): Promise<void>;
  /**
   * Takes a name from an image, or by its id removes it with all its names, when they are of one repository. With the last name
   * the image goes, and the steps that only it was built on, unless `keepSteps` says that they stay. `deleted` tells images and the layers
   * (chain ids) that are gone with them, where the engine does.
   */
  removeImage(
    ref: string,
    options: { readonly force: boolean; readonly keepSteps?: boolean },
  ): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }>;

  /** Creates a volume; when one of that name exists the host silently returns that one, old labels and all. */
  createVolume(volume: VolumeSpec): Promise<HostVolume>;
  inspectVolume(name: string): Promise<HostVolume | undefined>;
  listVolumes(): Promise<readonly HostVolume[]>;
  /** Bytes of each volume, of those that can be told. The host reads all its volumes for it, which takes as long as it takes. */
  measureVolumes(): Promise<ReadonlyMap<string, number>>;
  removeVolume(name: string, options: { readonly force: boolean }): Promise<void>;
}
