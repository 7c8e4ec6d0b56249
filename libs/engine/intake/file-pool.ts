import { posix } from 'node:path';
import type { Writable } from 'node:stream';
import { extract } from 'tar-stream';
import { DomainError } from '#event-sourcing';
import type { BlobStore, Spool } from '../ports/index.js';
import { expanded } from './expanded.js';
import { type PooledEntry, TarIndex } from './tar-index.js';

/** So many links in a row are followed, and no more: the rest is a circle. */
const mostLinks = 16;

/**
 * The files of one tar: what they are stands in memory, their bytes behind each other in a spool. So any number of contexts can be made of
 * them, in any order, each with nothing but its own bytes read.
 */
export class FilePool {
  /** @param what it is, e.g. "the shared context" */
  constructor(
    readonly what: string,
    readonly entries: ReadonlyMap<string, PooledEntry>,
    private readonly spool: Spool,
  ) {}

  bytesOf({ start, size }: PooledEntry): AsyncIterable<Uint8Array> {
    return this.spool.read(start, start + size);
  }

  async textOf(entry: PooledEntry): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of this.bytesOf(entry)) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  /** The file at a path, through symbolic links; undefined where there is none. */
  file(path: string): PooledEntry | undefined {
    let at = path;
    for (let links = 0; links < mostLinks; links++) {
      const entry = this.entries.get(at);
      if (!entry || entry.type === 'directory') return undefined;
      if (entry.type === 'file') return entry;
      at = posix.join(posix.dirname(at), entry.target ?? '');
    }
    return undefined;
  }

  /** Whether anything is in a folder; '' is the root. */
  hasFolder(folder: string): boolean {
    if (folder === '' || this.entries.get(folder)?.type === 'directory') return true;
    return this.entries.keys().some((name) => name.startsWith(`${folder}/`));
  }

  drop(): Promise<void> {
    return this.spool.drop();
  }
}

/**
 * Reads a tar, plain or gzip, into a pool, with flat memory.
 *
 * @param what it is, for messages, e.g. "the shared context"
 * @throws DomainError `context-escapes`, `context-expands`, `context-invalid`, `context-missing`, `context-too-large`; then nothing is left of it
 */
export async function readPool(bytes: AsyncIterable<Uint8Array>, blobs: BlobStore, what: string): Promise<FilePool> {
  const index = new TarIndex(what);
  const spool = await blobs.spool(filesOf(bytes, index, what));
  return new FilePool(what, index.entries, spool);
}

/** The bytes of the files in a tar, behind each other. */
async function* filesOf(bytes: AsyncIterable<Uint8Array>, index: TarIndex, what: string): AsyncIterable<Uint8Array> {
  const tar = extract();
  const pump = new Pump(expanded(bytes, what), tar);
  try {
    for await (const entry of tar) {
      index.add(entry.header);
      yield* entry as AsyncIterable<Uint8Array>;
    }
    await pump.ended;
  } catch (error) {
    throw pump.broken ?? asContextError(error, what);
  } finally {
    tar.destroy();
    await pump.ended.catch(() => undefined);
  }
  if (pump.length > 0) return;
  throw new DomainError('invalid', 'context-missing', `${what} is empty. Send it as a tar: tar -c .`);
}

/** Writes bytes into a tar's reader as fast as that takes them. */
class Pump {
  /** Settled when no more bytes are taken from the source. */
  readonly ended: Promise<void>;
  /** What went wrong with the source. */
  broken: unknown;
  length = 0;

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly tar: ReturnType<typeof extract>,
  ) {
    this.ended = this.#run(bytes);
    this.ended.catch(() => undefined);
  }

  async #run(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of bytes) {
        this.length += chunk.length;
        if (!this.tar.write(chunk)) await this.#drained();
        if (this.tar.destroyed) return;
      }
      (this.tar as unknown as Writable).end();
    } catch (error) {
      this.broken = error;
      this.tar.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.tar.off('drain', done);
        this.tar.off('close', done);
        resolve();
      };
      this.tar.on('drain', done);
      this.tar.on('close', done);
      if (this.tar.destroyed) done();
    });
  }
}

function asContextError(error: unknown, what: string): unknown {
  if (error instanceof DomainError) return error;
  return new DomainError(
    'invalid',
    'context-invalid',
    `${what} is not a whole tar, plain or gzip (${error instanceof Error ? error.message : String(error)}). Make it with: tar -c .`,
    { cause: error },
  );
}
