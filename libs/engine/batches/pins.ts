import type { Batch, BatchBuild } from '#domain';

/**
 * Ties builds that are built on each other's images to one host, since images are not carried between hosts: the first of them that is dispatched
 * chooses it for all.
 */
export class Pins {
  readonly #groups = new Map<BatchBuild, { host?: string }>();

  constructor(private readonly batch: Batch) {}

  hostOf(build: BatchBuild): string | undefined {
    this.#join();
    return this.#groups.get(build)?.host;
  }

  pin(build: BatchBuild, host: string): void {
    this.#join();
    const group = this.#groups.get(build);
    if (group) group.host ??= host;
  }

  /** Finds who belongs together, when all builds are known. A build that stands alone is tied to nothing. */
  #join(): void {
    if (this.#groups.size > 0) return;
    const neighbours = new Map<BatchBuild, BatchBuild[]>();
    for (const build of this.batch.builds.values()) {
      for (const need of build.plan.needs) {
        if (need.because !== 'base') continue;
        const base = this.batch.build(need.build);
        neighbours.getOrInsertComputed(build, () => []).push(base);
        neighbours.getOrInsertComputed(base, () => []).push(build);
      }
    }
    for (const build of neighbours.keys()) if (!this.#groups.has(build)) this.#spread(build, neighbours);
  }

  #spread(first: BatchBuild, neighbours: ReadonlyMap<BatchBuild, readonly BatchBuild[]>): void {
    const group = {};
    const open = [first];
    for (let build = open.pop(); build; build = open.pop()) {
      if (this.#groups.has(build)) continue;
      this.#groups.set(build, group);
      open.push(...(neighbours.get(build) ?? []));
    }
  }
}
