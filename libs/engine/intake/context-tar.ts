import { type Pack, pack } from 'tar-stream';
import { writeEntry } from '../write-entry.js';
import type { FilePool } from './file-pool.js';
import type { PooledEntry } from './tar-index.js';

/** One build's own context, as it is cut out of a pool. */
export interface ContextCut {
  readonly pool: FilePool;
  /** Its folder in the pool; '' is the root. */
  readonly folder: string;
  /** Whether a file, by its path from the folder, is left out. */
  readonly isIgnored: (path: string) => boolean;
  /** Cuts of one pool that have the same key have the same bytes. */
  readonly key: string;
  /** Files that are put in, by name, in the place of those that have it. */
  readonly added: ReadonlyMap<string, string>;
}

/** The entries of a context, with their paths in it, in the order of the pool. */
export function* entriesOf({ pool, folder, isIgnored, added }: ContextCut): Generator<readonly [string, PooledEntry]> {
  const prefix = folder === '' ? '' : `${folder}/`;
  for (const [name, entry] of pool.entries) {
    if (!name.startsWith(prefix)) continue;
    const path = name.slice(prefix.length);
    if (!added.has(path) && !isIgnored(path)) yield [path, entry];
  }
}

/** The bytes of a context as a tar: the same files give the same bytes. */
export async function* contextTar(cut: ContextCut): AsyncIterable<Uint8Array> {
  const tar = pack();
  const filled = fill(tar, cut).catch((error: unknown) =>
    tar.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  try {
    yield* tar as AsyncIterable<Uint8Array>;
  } finally {
    tar.destroy();
    await filled;
  }
}

async function fill(tar: Pack, cut: ContextCut): Promise<void> {
  for (const [name, entry] of entriesOf(cut)) await write(tar, name, entry, cut.pool);
  for (const [name, text] of cut.added) tar.entry({ name, mtime: new Date(0) }, text);
  tar.finalize();
}

async function write(tar: Pack, name: string, entry: PooledEntry, pool: FilePool): Promise<void> {
  const { type, size, target: linkname } = entry;
  const header = { ...entry.header, name, type, size, ...(linkname !== undefined && { linkname }) };
  if (type === 'file') await writeEntry(tar, header, pool.bytesOf(entry));
  else tar.entry(header);
}
