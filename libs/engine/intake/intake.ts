import type { PlannedBuild } from '#domain';
import { DomainError } from '#event-sourcing';
import type { BlobStore, SourceFetcher } from '../ports/index.js';
import type { BatchPlan } from './batch-plan.js';
import type { BatchRequest } from './batch-request.js';
import { type FilePool, readPool } from './file-pool.js';
import { keepContexts } from './keep-contexts.js';
import { planBatch } from './plan-batch.js';

/** What intake stands on. */
export interface IntakeParts {
  readonly blobs: BlobStore;
  readonly sources: SourceFetcher;
}

/** One batch on its way in: its tars are taken, it is planned, its contexts are kept. Whatever became of it, it is to be dropped in the end. */
export class Intake {
  #shared: FilePool | undefined;
  readonly #own = new Map<string, FilePool>();
  readonly #fetched = new Map<string, Promise<FilePool>>();

  /** @param signal aborts what is being fetched */
  constructor(
    private readonly parts: IntakeParts,
    private readonly signal: AbortSignal,
  ) {}

  /** Takes in the shared context. */
  async takeShared(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.#shared) throw twice('The part "context"');
    this.#shared = await readPool(bytes, this.parts.blobs, 'the shared context');
  }

  /** Takes in the context of one build. */
  async takeOwn(build: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.#own.has(build)) throw twice(`The part "context.${build}"`);
    this.#own.set(build, await readPool(bytes, this.parts.blobs, `the context of "${build}"`));
  }

  /** Reads, checks and orders what is asked for. Nothing is recorded, and nothing kept. @throws DomainError for whatever is wrong with it */
  async plan(request: BatchRequest): Promise<BatchPlan> {
    if (request.context !== undefined && this.#shared)
      throw new DomainError(
        'invalid',
        'args-invalid',
        'The shared context comes as the part "context" and is named by "context" too. Leave one of them out.',
      );
    const shared = request.context === undefined ? this.#shared : await this.#fetch(request.context);
    const plan = await planBatch(request, {
      shared,
      own: (name) => this.#own.get(name),
      fetched: (url) => this.#fetch(url),
    });
    const names = new Set(plan.builds.map(({ name }) => name));
    const idle = request.targets.length > 0 ? undefined : this.#own.keys().find((name) => !names.has(name));
    if (idle === undefined) return plan;
    throw new DomainError(
      'invalid',
      'args-invalid',
      `There is a part "context.${idle}", and no build of that name. There are: ${[...names].slice(0, 10).join(', ')}.`,
    );
  }

  /** Makes the contexts of a plan, and keeps them for its builds. */
  keep(plan: BatchPlan): Promise<readonly PlannedBuild[]> {
    return keepContexts(plan.builds, this.parts.blobs);
  }

  /** Removes all that was taken in and is not kept. */
  async drop(): Promise<void> {
    const fetched = await Promise.allSettled(this.#fetched.values());
    const pools = fetched.flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
    for (const pool of [this.#shared, ...this.#own.values(), ...pools]) await pool?.drop().catch(() => undefined);
  }

  /** A URL that several builds name is fetched once. */
  #fetch(url: string): Promise<FilePool> {
    const earlier = this.#fetched.get(url);
    if (earlier) return earlier;
    const reading = readPool(this.parts.sources.fetch(url, this.signal), this.parts.blobs, url.split('?', 1)[0] ?? url);
    this.#fetched.set(url, reading);
    return reading;
  }
}

function twice(what: string): DomainError {
  return new DomainError('invalid', 'args-invalid', `${what} came twice. Send each part once.`);
}
