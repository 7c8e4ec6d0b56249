import type { PlannedBuild } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Blob, BlobStore, Spool } from '../ports/index.js';
import type { Draft } from './batch-plan.js';
import { type ContextCut, contextTar, entriesOf } from './context-tar.js';
import type { FilePool } from './file-pool.js';

/** What the contexts of one batch may take together: 64 GiB. */
const mostBytes = 68_719_476_736;

/**
 * Makes the context of each build and keeps it as a blob: all or none. Builds that share one have the same blob.
 *
 * @throws DomainError `batch-too-large` before anything is made
 */
export async function keepContexts(drafts: readonly Draft[], blobs: BlobStore): Promise<readonly PlannedBuild[]> {
  const cuts = new Map(drafts.map(({ cut }) => [keyOf(cut), cut]));
  assertSmall(cuts.values());
  const spools = new Map<string, Spool>();
  try {
    for (const [key, cut] of cuts) spools.set(key, await blobs.spool(contextTar(cut)));
    const kept = new Map<string, Blob>();
    for (const [key, spool] of spools) kept.set(key, await spool.keep());
    return drafts.map((draft) => {
      const { cut, asked: _, ...build } = draft;
      const { digest = '', size = 0 } = kept.get(keyOf(cut)) ?? {};
      return { ...build, context: { digest, size } };
    });
  } finally {
    for (const spool of spools.values()) await spool.drop().catch(() => undefined);
  }
}

/** Pools by number: they have no other name that could not be another's too. */
const numbers = new WeakMap<FilePool, number>();
let lastNumber = 0;

function keyOf({ pool, key }: ContextCut): string {
  const number = numbers.get(pool) ?? ++lastNumber;
  numbers.set(pool, number);
  return `${number} ${key}`;
}

function assertSmall(cuts: Iterable<ContextCut>): void {
  let bytes = 0;
  for (const cut of cuts) for (const [, { size }] of entriesOf(cut)) bytes += size;
  if (bytes <= mostBytes) return;
  throw new DomainError(
    'too-large',
    'batch-too-large',
    `The contexts of the batch have ${Math.ceil(bytes / 1_073_741_824)} GiB together; the most are ${mostBytes / 1_073_741_824}. Leave out by .dockerignore what no build needs.`,
  );
}
