import { randomUUIDv7 } from 'node:crypto';
import { type JobEvent, type JobExit, jobStream } from '#domain';
import type { EventStore } from '#event-sourcing';

/** What a job on the log is to be; what is left out is empty, and its host is `local`. */
export interface JobOnLog {
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly effect?: Readonly<Record<string, unknown>>;
  /** How many secrets it has. */
  readonly secrets?: number;
  readonly host?: string;
}

/** Records alice's jobs as an Engine does, without one: for specs of those who read what jobs do. */
export class JobsOnLog {
  constructor(private readonly store: EventStore) {}

  /** A job that waits. Resolves with its id. */
  async submit({ name, args = {}, secrets, host = 'local' }: JobOnLog): Promise<string> {
    const id = randomUUIDv7();
    const limits = { outputBytes: 0, graceSeconds: 0 };
    const rest = { env: {}, nice: 0, limits, warnings: [], ...(secrets !== undefined && { secrets }) };
    await this.record(id, { type: 'JobSubmitted', data: { name, args, host, ...rest } });
    return id;
  }

  /** A job that has begun its effect. Resolves with its id. */
  async begin(job: JobOnLog): Promise<string> {
    const id = await this.submit(job);
    await this.record(id, { type: 'JobStarted', data: { epoch: 1, worker: 'a worker' } });
    await this.record(id, { type: 'JobEffectStarted', data: { epoch: 1, effect: { ...job.effect } } });
    return id;
  }

  async end(id: string, exit: JobExit = { status: 0 }): Promise<void> {
    await this.record(id, { type: 'JobExited', data: { epoch: 1, ...exit } });
  }

  async record(id: string, event: JobEvent): Promise<void> {
    const metadata = { actor: { kind: 'token', name: 'alice', token: 't-alice' }, correlationId: id } as const;
    await this.store.append([{ stream: jobStream(id), events: [{ ...event, id: randomUUIDv7(), metadata }] }]);
  }
}
