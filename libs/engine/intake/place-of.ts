import { type AskedBuild, isRemoteContext, sharedPath } from '#domain';
import { DomainError } from '#event-sourcing';
import type { FilePool } from './file-pool.js';

/** Where the files of a build are. */
export interface Place {
  readonly pool: FilePool;
  /** '' is the root of the pool. */
  readonly folder: string;
}

/** The pools that a batch may take from. */
export interface Pools {
  /** The part `context`, or what the URL of the request names. */
  readonly shared: FilePool | undefined;
  /** The part `context.<name>` of a build. */
  own(name: string): FilePool | undefined;
  fetched(url: string): Promise<FilePool>;
}

/** Finds the context of a build. @throws DomainError `context-missing`, `context-escapes`, `context-not-found`, `source-…` */
export async function placeOf({ name, context }: AskedBuild, pools: Pools): Promise<Place> {
  if (isRemoteContext(context)) return { pool: await pools.fetched(context), folder: '' };
  const pool = pools.own(name) ?? pools.shared;
  if (!pool)
    throw new DomainError(
      'invalid',
      'context-missing',
      `Build "${name}" builds in the folder "${context}", and no context came. Send it as the part "context", or that of this build as "context.${name}".`,
    );
  const folder = sharedPath('', context);
  if (folder === undefined)
    throw new DomainError(
      'invalid',
      'context-escapes',
      `The context "${context}" of build "${name}" leads out of ${pool.what}. Name a folder in it.`,
    );
  if (pool.hasFolder(folder)) return { pool, folder };
  throw new DomainError(
    'invalid',
    'context-not-found',
    `Build "${name}" builds in the folder "${context}", which ${pool.what} has not. ${foldersOf(pool)}`,
  );
}

function foldersOf(pool: FilePool): string {
  const folders = new Set(
    [...pool.entries.keys()].filter((path) => path.includes('/')).map((path) => path.split('/', 1)[0]),
  );
  return folders.size === 0 ? 'It has no folders.' : `Its folders are ${[...folders].slice(0, 10).join(', ')}.`;
}
