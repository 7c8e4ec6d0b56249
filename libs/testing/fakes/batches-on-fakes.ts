import { setImmediate as endOfTurn } from 'node:timers/promises';
import {
  type Batch,
  type BatchBuild,
  batchStream,
  isEnded,
  type RecordedBatchEvent,
  type RecordedJobEvent,
} from '#domain';
import { type AskedBatch, Batches, type Caller, Dispatcher, type Handler, handlers } from '#engine';
import { DomainError } from '#event-sourcing';
import { alice, EngineOnFakes } from './engine-on-fakes.js';

/** How a build of a spec goes: it makes its image, fails with a message, or goes on until it is let go. */
type Fate = 'built' | 'held' | { readonly fails: string };

export interface BatchesOnFakesOptions {
  /** Of each host. */
  readonly slots?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly shares?: Readonly<Record<string, number>>;
  /** Hosts that do not answer. */
  readonly away?: readonly string[];
}

/** Batches on ports that are all fakes: a dispatcher, and a worker that runs each job at once. A build's fate is known by its target, which is its name. */
export class BatchesOnFakes implements AsyncDisposable {
  readonly fakes: EngineOnFakes;
  readonly batches: Batches;
  /** Names of builds in the order in which their jobs began. */
  readonly begun: string[] = [];
  readonly slots: Map<string, number>;
  readonly #fates = new Map<string, Fate[]>();
  readonly #held = new Map<string, () => void>();
  readonly #ending = new AbortController();
  readonly #options: BatchesOnFakesOptions;
  #dispatching = new AbortController();
  #work: Promise<unknown>[] = [];

  constructor(options: BatchesOnFakesOptions = {}) {
    this.#options = options;
    this.slots = new Map(Object.entries(options.slots ?? { local: 100 }));
    const build: Handler<'build'> = { run: (process) => this.#build(process) };
    this.fakes = new EngineOnFakes({ handlers: { ...handlers, build } });
    const { store } = this.fakes.parts;
    this.batches = new Batches(store);
    this.#work.push(this.#runJobs());
    this.startDispatcher();
  }

  startDispatcher(): void {
    this.#dispatching = new AbortController();
    const { store, secrets } = this.fakes.parts;
    const dispatcher = new Dispatcher({
      store,
      secrets,
      unended: () => this.#unended(),
      slots: () => Promise.resolve(this.slots),
      platforms: () => Promise.resolve(new Map(this.#options.away?.map((host) => [host, undefined]))),
      images: () => Promise.resolve(new Map()),
      labels: new Map(Object.entries(this.#options.labels ?? {})),
      shares: new Map(Object.entries(this.#options.shares ?? {})),
    });
    this.#work.push(dispatcher.follow(this.#dispatching.signal));
  }

  /** As a SIGKILL does: what it was about to record is not, or is and nobody knows. */
  killDispatcher(): void {
    this.#dispatching.abort();
  }

  /** What becomes of the tries of a build; of those that come after, it makes its image. */
  fate(name: string, ...fates: readonly Fate[]): void {
    this.#fates.set(name, [...fates]);
  }

  /** Lets a held build make its image. */
  async letGo(name: string): Promise<void> {
    await this.until(() => this.#held.has(name));
    this.#held.get(name)?.();
    this.#held.delete(name);
  }

  /** Submits a batch of builds by their names, with what they need by base. */
  async submit(
    needs: Readonly<Record<string, readonly string[]>>,
    policies: AskedBatch['policies'] = {},
    more: { readonly caller?: Caller; readonly builds?: Readonly<Record<string, object>> } = {},
  ): Promise<string> {
    const builds = Object.entries(needs).map(([name, of]) => ({
      name,
      args: { tags: [`${name}:1`], target: name },
      context: { digest: 'sha256:context', size: 1 },
      dockerfileDigest: 'sha256:dockerfile',
      needs: of.map((build) => ({ build, because: 'base' as const, ref: `${build}:1` })),
      ...more.builds?.[name],
    }));
    const { id } = await this.fakes.engine.submitBatch(more.caller ?? alice, { name: 'spec', policies, builds });
    return id;
  }

  async load(id: string): Promise<Batch> {
    return this.batches.load(id);
  }

  async events(id: string): Promise<readonly RecordedBatchEvent[]> {
    return (await this.fakes.parts.store.readStream(batchStream(id))) as readonly RecordedBatchEvent[];
  }

  async ended(id: string): Promise<Batch> {
    return this.when(id, ({ job }) => isEnded(job));
  }

  /** The batch when something holds of it. */
  async when(id: string, holds: (batch: Batch) => boolean): Promise<Batch> {
    await this.until(async () => holds(await this.load(id)));
    return this.load(id);
  }

  /** Waits for something that an event brings about. */
  async until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const from = performance.now();
    while (!(await holds())) {
      if (performance.now() > from + 20_000) throw new Error('it did not come about');
      await endOfTurn();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    this.#dispatching.abort();
    for (const go of this.#held.values()) go();
    await Promise.all(this.#work);
  }

  async #unended(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const events of this.fakes.parts.store.readAll({ after: 0, types: ['JobSubmitted'] }))
      for (const event of events as readonly RecordedJobEvent[])
        if (event.type === 'JobSubmitted' && event.data.name === 'batch') ids.push(event.stream.slice('job-'.length));
    return ids;
  }

  async #runJobs(): Promise<void> {
    const types = ['JobSubmitted', 'JobSignalled'];
    const { store } = this.fakes.parts;
    for await (const events of store.subscribe({ after: 0, types, signal: this.#ending.signal })) {
      for (const event of events as readonly RecordedJobEvent[]) {
        const id = event.stream.slice('job-'.length);
        if (event.type === 'JobSignalled') this.fakes.engine.deliver(id, event.data.signal, event.version);
        else if (event.type === 'JobSubmitted' && event.data.name !== 'batch')
          this.#work.push(this.fakes.engine.run(id));
      }
    }
  }

  async #build(process: Parameters<Handler<'build'>['run']>[0]): ReturnType<Handler<'build'>['run']> {
    const { target = '', tags, on } = process.args;
    this.begun.push(target);
    const fate = this.#fates.get(target)?.shift() ?? 'built';
    await process.beginEffect();
    if (fate === 'held') await this.#hold(target, process.ending);
    else if (fate !== 'built') throw new DomainError('invalid', 'host-refused', fate.fails);
    const image = `sha256:${Buffer.from(JSON.stringify([target, on])).toString('hex')}`;
    return { status: 0, result: { image, tags, contextDigest: 'sha256:context' } };
  }

  async #hold(name: string, ending: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#held.set(name, resolve);
    ending.addEventListener('abort', () => reject(ending.reason as Error), { once: true });
    await promise;
  }
}

/** The state of each build, by name. */
export function statesOf({ builds }: Batch): Readonly<Record<string, BatchBuild['state']>> {
  return Object.fromEntries([...builds.values()].map(({ plan, state }) => [plan.name, state]));
}
