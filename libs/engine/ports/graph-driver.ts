import type { WorkIo } from './output.js';

/** An image as a host knows it. */
export interface HostImage {
  /** `sha256:…` */
  readonly id: string;
  /** `repository:tag`, none for a dangling image. */
  readonly tags: readonly string[];
  /** `repository@sha256:…`, known for images that came from or went to a registry. */
  readonly digests: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** RFC 3339. */
  readonly createdAt: string;
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

/** A volume as a host knows it. */
export interface HostVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
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
   * already made stay as cache. A failing instruction rejects with `host-refused`, its output written before.
   */
  buildImage(build: ImageBuild, io: WorkIo): Promise<{ readonly image: string }>;
  /** Undefined when there is no such image. `ref`: a name, id or id prefix. */
  inspectImage(ref: string): Promise<HostImage | undefined>;
  listImages(): Promise<readonly HostImage[]>;
  /** Points `target` (`repository:tag`) at an image. Repeating it changes nothing. */
  tagImage(ref: string, target: string): Promise<void>;
  removeImage(
    ref: string,
    options: { readonly force: boolean },
  ): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }>;

  /** Creates a volume; when one of that name exists the host silently returns that one, old labels and all. */
  createVolume(volume: VolumeSpec): Promise<HostVolume>;
  inspectVolume(name: string): Promise<HostVolume | undefined>;
  listVolumes(): Promise<readonly HostVolume[]>;
  removeVolume(name: string, options: { readonly force: boolean }): Promise<void>;
}
