import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, type Job, type JobEvent, type JobName, jobStream, labelsOf, type SignalName } from '#domain';
import { type Caller, Engine, type EngineParts, type Host, type OutputStream, type Submission } from '#engine';
import type { EventMetadata } from '#event-sourcing';
import { FakeBlobStore } from './fake-blob-store.js';
import { FakeEventStore } from './fake-event-store.js';
import { FakeHost, type FakeHostOptions } from './fake-host.js';
import { FakeLocks } from './fake-locks.js';
import { FakeOutputStore } from './fake-output-store.js';
import { FakeSecretStore } from './fake-secret-store.js';
import { FakeWorkerLeases } from './fake-worker-leases.js';

const system: EventMetadata = { actor: { kind: 'system', name: 'longshore' }, correlationId: 'spec' };

/** An actor who may do everything. */
export const alice: Caller = { actor: { kind: 'token', name: 'alice', token: 't-alice' }, rights: ['admin', 'host'] };

export interface EngineOnFakesOptions extends Partial<EngineParts> {
  readonly fakeHost?: FakeHostOptions;
}

/** An Engine whose ports are all fakes, what became of its jobs, and what a worker that died has left. */
export class EngineOnFakes {
  readonly engine: Engine;
  readonly host: Host;
  readonly leases = new FakeWorkerLeases();
  readonly outputs = new FakeOutputStore();
  readonly #parts: EngineParts;

  constructor({ fakeHost, ...parts }: EngineOnFakesOptions = {}) {
    const host = new FakeHost(fakeHost);
    this.#parts = {
      store: new FakeEventStore(eventCatalog),
      hosts: new Map([[host.name, host]]),
      blobs: new FakeBlobStore(),
      locks: new FakeLocks(),
      leases: this.leases,
      outputs: this.outputs,
      secrets: new FakeSecretStore(),
      worker: 'this worker',
      ...parts,
    };
    this.host = this.#parts.hosts.get('local') ?? host;
    this.engine = new Engine(this.#parts);
  }

  get parts(): EngineParts {
    return this.#parts;
  }

  /** The Engine of another process on the same ports. */
  another(parts: Partial<EngineParts> = {}): Engine {
    return new Engine({ ...this.#parts, worker: 'another worker', ...parts });
  }

  submit(name: string, args: unknown, more: Partial<Submission> = {}): Promise<Job> {
    return this.engine.submit({ caller: alice, name, args, ...more });
  }

  /** Submits a command and runs it to its end. */
  async carryOut(name: JobName, args: unknown, more: Partial<Submission> = {}): Promise<Job> {
    const { id } = await this.submit(name, args, more);
    return this.run(id);
  }

  async run(id: string): Promise<Job> {
    await this.engine.run(id);
    return this.job(id);
  }

  async job(id: string): Promise<Job> {
    const job = await this.engine.job(id);
    if (!job) throw new Error(`there is no job ${id}`);
    return job;
  }

  /** What the log says of a job. */
  async events(id: string): Promise<readonly JobEvent[]> {
    const events = await this.#parts.store.readStream(jobStream(id));
    return events.map(({ type, data }) => ({ type, data }) as JobEvent);
  }

  /** The types of all that was recorded, in order. */
  async recorded(): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const events of this.#parts.store.readAll({ after: 0 })) types.push(...events.map(({ type }) => type));
    return types;
  }

  /** The labels of what a job makes. */
  labelsOf(id: string): Readonly<Record<string, string>> {
    return labelsOf(id, (text) => this.#parts.secrets.fingerprint(text));
  }

  async output(id: string, stream?: OutputStream): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const { bytes } of this.outputs.read(id, { offset: 0, ...(stream && { stream }) })) parts.push(bytes);
    return Buffer.concat(parts).toString();
  }

  /** Signals a job as a front door does, and brings the signal to this worker as its relay does. */
  async signal(id: string, signal: SignalName): Promise<void> {
    const { version, state } = await this.engine.signal(id, signal, alice);
    if (state === 'running') this.engine.deliver(id, signal, version);
  }

  /** Records that a worker has started the job and begun these effects, and was not heard of again. */
  async diedWith(id: string, ...effects: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    const epoch = (await this.job(id)).epoch + 1;
    await this.record(id, { type: 'JobStarted', data: { epoch, worker: `dead worker ${epoch}` } });
    for (const effect of effects) await this.record(id, { type: 'JobEffectStarted', data: { epoch, effect } });
  }

  /** Records an event that another process has brought about. */
  async record(id: string, event: JobEvent): Promise<void> {
    await this.#parts.store.append([
      { stream: jobStream(id), events: [{ ...event, id: randomUUIDv7(), metadata: system }] },
    ]);
  }
}
