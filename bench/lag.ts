import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { eventCatalog, factTypes } from '#domain';
import { PostgresEventStore } from '#event-store';
import { openDatabase } from '#prisma';
import Docker from 'dockerode';
import { type Product, startProduct } from './product.js';
import { type Figure, quantile } from './table.js';

const changesASecond = 50;
const seconds = 20;

/** From a change on a host, by the engine's clock, to the fact that can be read, while there are so many a second past Longshore. */
export async function lag(): Promise<readonly Figure[]> {
  await using product = await startProduct({ stub: false, worker: true });
  await using changes = await Changes.prepare();
  await using facts = new Facts(product);
  await facts.first();
  const rate = await changes.make();
  await facts.silence();
  const details = { facts: facts.lags.length, 'changes/s': rate, 'max ms': Math.max(...facts.lags) };
  return [
    { name: 'lag p50', value: quantile(facts.lags, 0.5), unit: 'ms', target: { atMost: 50 }, details },
    { name: 'lag p99', value: quantile(facts.lags, 0.99), unit: 'ms', target: { atMost: 500 }, details },
  ];
}

/** The facts that the product records, as a reader of its log sees them. A read of any kind brings the tables up to there first. */
class Facts implements AsyncDisposable {
  lags: number[] = [];
  readonly #ending = new AbortController();
  readonly #database;
  readonly #reading: Promise<void>;
  #newest = 0;

  constructor({ databaseUrl }: Product) {
    this.#database = openDatabase(databaseUrl);
    this.#reading = this.#read(new PostgresEventStore({ database: this.#database, catalog: eventCatalog }));
  }

  /** Waits for the first survey, which does not count. */
  async first(): Promise<void> {
    while (this.#newest === 0) await setTimeout(50);
    await this.silence();
    this.lags = [];
  }

  async silence(): Promise<void> {
    while (Date.now() - this.#newest < 1_000) await setTimeout(50);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#reading;
    await this.#database.close();
  }

  async #read(store: PostgresEventStore): Promise<void> {
    const { signal } = this.#ending;
    for await (const facts of store.subscribe({ after: 0, types: factTypes, signal })) {
      this.#newest = Date.now();
      for (const { data } of facts) {
        const { at, seen } = data as { readonly at: string; readonly seen: string };
        if (seen === 'event') this.lags.push(this.#newest - Date.parse(at));
      }
    }
  }
}

/** What somebody does on the bare engine: mostly small changes, and some containers that start and end. */
class Changes implements AsyncDisposable {
  readonly #docker = new Docker();
  readonly #mark = `bench-${randomBytes(5).toString('hex')}`;
  #serial = 0;
  #turn = 0;
  #resting: Docker.Container[] = [];
  #running: Docker.Container[] = [];

  static async prepare(): Promise<Changes> {
    const changes = new Changes();
    for (let n = 0; n < 8; n++) {
      changes.#resting.push(await changes.#create());
      const running = await changes.#create();
      await running.start();
      changes.#running.push(running);
    }
    return changes;
  }

  /** Makes changes at an even pace, each a change of its own to the engine; answers how many a second there were. */
  async make(): Promise<number> {
    const began = performance.now();
    const pending: Promise<unknown>[] = [];
    for (let made = 0; made < changesASecond * seconds;) {
      const wait = began + (made * 1_000) / changesASecond - performance.now();
      if (wait > 0) await setTimeout(wait);
      const [count, change] = this.#next();
      pending.push(change);
      made += count;
    }
    await Promise.all(pending);
    return (changesASecond * seconds * 1_000) / (performance.now() - began);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const container of [...this.#resting, ...this.#running]) await container.remove({ force: true });
    for (let n = 0; n < 4; n++)
      await this.#docker
        .getImage(`${this.#mark}:${n}`)
        .remove()
        .catch(() => undefined);
  }

  /** The next work, and how many changes it is: once a second a container's short life, else something smaller. */
  #next(): readonly [count: number, change: Promise<unknown>] {
    const n = this.#turn++;
    if (n % 25 === 0) return [4, this.#live()];
    switch (n % 5) {
      case 1:
        return [1, this.#rename(this.#resting[n % 8])];
      case 2:
        return [1, this.#docker.getImage('busybox').tag({ repo: this.#mark, tag: String(n % 4) })];
      case 3:
        return [2, this.#pause(this.#running[n % 8])];
      default:
        return [2, this.#volume()];
    }
  }

  async #rename(container: Docker.Container | undefined): Promise<void> {
    await container?.rename({ name: `${this.#mark}-r${this.#serial++}` });
  }

  /** A container's short life. */
  async #live(): Promise<void> {
    const container = await this.#create('true');
    await container.start();
    await container.wait();
    await container.remove();
  }

  /** Two of one container at once would be refused. */
  async #pause(container: Docker.Container | undefined): Promise<void> {
    await container?.pause().catch(() => undefined);
    await container?.unpause().catch(() => undefined);
  }

  async #volume(): Promise<void> {
    const Name = `${this.#mark}-v${this.#serial++}`;
    await this.#docker.createVolume({ Name });
    await this.#docker.getVolume(Name).remove();
  }

  #create(...cmd: readonly string[]): Promise<Docker.Container> {
    const Cmd = cmd.length > 0 ? [...cmd] : ['sleep', '600'];
    return this.#docker.createContainer({ Image: 'busybox', Cmd, name: `${this.#mark}-${this.#serial++}` });
  }
}
