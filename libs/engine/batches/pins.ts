import { type Batch, type BatchBuild, type Ground, groundsOf } from '#domain';

/**
 * Ties builds that are built on each other's images to one host, since images are not carried between hosts: the first of them that is dispatched
 * chooses it for all.
 */
export class Pins {
  #grounds: ReadonlyMap<string, Ground> | undefined;
  readonly #hosts = new Map<Ground, string>();

  constructor(private readonly batch: Batch) {}

  hostOf(build: BatchBuild): string | undefined {
    const ground = this.groundOf(build);
    return ground && this.#hosts.get(ground);
  }

  /** What the host of a build must be for the sake of all that belong together. A build that stands alone is tied to nothing. */
  groundOf({ plan }: BatchBuild): Ground | undefined {
    const { builds, args } = this.batch;
    if (builds.size < args.builds) return undefined;
    this.#grounds ??= groundsOf([...builds.values()].map((build) => build.plan));
    return this.#grounds.get(plan.name);
  }

  pin(build: BatchBuild, host: string): void {
    const ground = this.groundOf(build);
    if (ground && !this.#hosts.has(ground)) this.#hosts.set(ground, host);
  }
}
