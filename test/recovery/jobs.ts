import { isEnded, type Job, jobStream } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Host } from '#engine';
import { vi } from 'vitest';
import type { Stack } from '../stack.js';

const terminal: ReadonlySet<string> = new Set(['JobExited', 'JobRefused']);

/** The jobs of a stack, as its log tells them. */
export class Jobs {
  constructor(private readonly stack: Stack) {}

  /** Sends a command and returns the id of its job. */
  async submit(path: string, body: object): Promise<string> {
    const answer = await this.stack.as().post(path).send(body);
    if (answer.status !== 202) throw new Error(`${path} was answered with ${answer.status}: ${answer.text}`);
    return answer.body.id;
  }

  async signal(id: string, signal: string): Promise<void> {
    const answer = await this.stack.as().post(`/v1/jobs/${id}/signal`).send({ signal });
    if (answer.status !== 202) throw new Error(`${signal} was answered with ${answer.status}: ${answer.text}`);
  }

  events(id: string): Promise<readonly RecordedEvent[]> {
    return this.stack.runtime.store.readStream(jobStream(id));
  }

  /** The types of a job's events, in order. */
  async types(id: string): Promise<readonly string[]> {
    return (await this.events(id)).map(({ type }) => type);
  }

  /** How many terminal events it has: one, or something is wrong. */
  async ends(id: string): Promise<number> {
    return (await this.types(id)).filter((type) => terminal.has(type)).length;
  }

  /** Waits until its log has so many events of a type. */
  async recorded(id: string, type: string, count = 1, withinMs = 15_000): Promise<void> {
    await vi.waitFor(
      async () => {
        const found = (await this.types(id)).filter((one) => one === type).length;
        if (found < count) throw new Error(`job ${id} has ${found} ${type}, not ${count}`);
      },
      { timeout: withinMs, interval: 50 },
    );
  }

  /** The job when it has ended. */
  async ended(id: string, withinMs = 15_000): Promise<Job> {
    return vi.waitFor(
      async () => {
        const job = await this.stack.runtime.engine.job(id);
        if (job && isEnded(job)) return job;
        throw new Error(`job ${id} (${job?.name}) has not ended: ${(await this.types(id)).join(', ')}`);
      },
      { timeout: withinMs, interval: 50 },
    );
  }

  async output(id: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
    const answer = await this.stack.as().get(`/v1/jobs/${id}/output?stream=${stream}`).buffer();
    return answer.body.toString();
  }
}

/** The stack's host, reached past every gate. */
export function hostOf(stack: Stack): Host {
  const host = stack.runtime.hosts.get('local');
  if (host) return host;
  throw new Error('the stack has no host "local"');
}

/** Removes what jobs of these ids made on the host: nothing of a spec stays behind. */
export async function removeContainersOf(host: Host, ids: Iterable<string>): Promise<void> {
  const own = new Set(ids);
  for (const { id, labels } of await host.exec.listContainers({ label: 'io.longshore.job' })) {
    if (own.has(labels['io.longshore.job'] ?? '')) await host.exec.removeContainer(id, { force: true, volumes: true });
  }
}
