import type { AskedBatch, Caller } from '#engine';
import { Batch, type BatchBuild, batchStream, isEnded, type RecordedBatchEvent } from '#domain';
import { vi } from 'vitest';
import { tarOf } from '../rest/context.js';
import type { Stack } from '../stack.js';

export const alice: Caller = { actor: { kind: 'token', name: 'alice' }, rights: ['admin', 'host'] };

/** A build of a batch in short: its name, Dockerfile, and whatever differs from the usual. */
export type ShortBuild = Partial<AskedBatch['builds'][number]> & { readonly name: string; readonly dockerfile: string };

/** Batches of a stack that no front door brings. */
export class Batches {
  constructor(private readonly stack: Stack) {}

  /** Submits a batch; the contexts hold the Dockerfile alone. Resolves with the id of its job. */
  async submit(
    builds: readonly ShortBuild[],
    policies: AskedBatch['policies'] = {},
    caller: Caller = alice,
    credentials?: AskedBatch['credentials'],
  ): Promise<string> {
    const plans = await Promise.all(builds.map((build) => this.plan(build)));
    return (await this.stack.runtime.engine.submitBatch(caller, { name: 'spec', policies, builds: plans, credentials }))
      .id;
  }

  async plan({ dockerfile, ...build }: ShortBuild): Promise<AskedBatch['builds'][number]> {
    const bytes = await tarOf({ Dockerfile: dockerfile });
    const context = await this.stack.runtime.blobs.put([bytes] as unknown as AsyncIterable<Uint8Array>);
    return { args: {}, context, ...build };
  }

  /** The batch as the log has it. */
  async load(id: string): Promise<Batch> {
    const job = await this.stack.runtime.engine.job(id);
    if (!job) throw new Error(`there is no batch ${id}`);
    const batch = new Batch(job);
    for (const event of await this.events(id)) batch.evolve(event);
    return batch;
  }

  async events(id: string): Promise<readonly RecordedBatchEvent[]> {
    return (await this.stack.runtime.store.readStream(batchStream(id))) as readonly RecordedBatchEvent[];
  }

  /** The batch when it has ended. */
  async ended(id: string, withinMs = 40_000): Promise<Batch> {
    return this.when(id, (batch) => isEnded(batch.job), withinMs);
  }

  /** The batch when something holds of it. */
  async when(id: string, holds: (batch: Batch) => boolean, withinMs = 40_000): Promise<Batch> {
    return vi.waitFor(
      async () => {
        const batch = await this.load(id);
        if (holds(batch)) return batch;
        throw new Error(`batch ${id} is not so: ${JSON.stringify(batch.counts)} ${JSON.stringify(stateOf(batch))}`);
      },
      { timeout: withinMs, interval: 50 },
    );
  }
}

/** The state of each build, by name. */
export function stateOf({ builds }: Batch): Readonly<Record<string, BatchBuild['state']>> {
  return Object.fromEntries([...builds.values()].map(({ plan, state }) => [plan.name, state]));
}
