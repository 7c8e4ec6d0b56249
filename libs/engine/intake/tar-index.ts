import { posix } from 'node:path';
import type { Header } from 'tar-stream';
import { DomainError } from '#event-sourcing';
import { entryName, escapes, leadsOut } from '../tar-entry.js';

/** What a tar may have. */
export const mostEntries = 200_000;
const mostBytes = 17_179_869_184;
const longestPath = 4_096;

/** What stands in a tar under a name. */
export interface PooledEntry {
  readonly name: string;
  readonly type: 'directory' | 'file' | 'symlink';
  /** Where its bytes begin in the pool; 0 of what has none. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  /** Of a symbolic link: where it leads. */
  readonly target?: string;
  readonly header: Pick<Header, 'gid' | 'mode' | 'mtime' | 'uid'>;
}

/** What a tar holds, by name, as it comes in. It refuses what is too much, or leads out of it. */
export class TarIndex {
  readonly entries = new Map<string, PooledEntry>();
  /** Links out of the root: what is written below them would be outside. */
  readonly #links = new Set<string>();
  #count = 0;
  #bytes = 0;

  /** @param what the tar is, e.g. "the shared context" */
  constructor(private readonly what: string) {}

  /** Takes an entry in whose bytes, if it has any, come next. */
  add(header: Header): void {
    const name = entryName(header.name);
    const size = header.type === 'file' || header.type === 'contiguous-file' ? (header.size ?? 0) : 0;
    this.#count++;
    this.#assertSmall(name, size);
    this.#assertInside(header.name);
    if (header.type === 'link') this.#assertInside(header.linkname ?? '');
    const entry = this.#entry(header, name, size);
    this.#bytes += size;
    // The last entry of a name wins, as it does when a tar is unpacked.
    this.entries.delete(name);
    if (entry && name !== '' && name !== '.') this.entries.set(name, entry);
  }

  #entry(header: Header, name: string, size: number): PooledEntry | undefined {
    const { gid, mode, mtime, uid } = header;
    const plain = { name, start: 0, size, header: { gid, mode, mtime, uid } };
    switch (header.type) {
      case 'file':
      case 'contiguous-file':
        return { ...plain, type: 'file', start: this.#bytes };
      case 'directory':
        return { ...plain, type: 'directory' };
      case 'symlink': {
        const target = header.linkname ?? '';
        if (leadsOut(name, target)) this.#links.add(name);
        return { ...plain, type: 'symlink', target };
      }
      case 'link':
        return this.#hardLink(name, entryName(header.linkname ?? ''));
      default:
        // Devices and pipes are nothing that an image can be built of.
        return undefined;
    }
  }

  /** A second name of the same bytes. */
  #hardLink(name: string, linked: string): PooledEntry {
    const entry = this.entries.get(linked);
    if (entry && entry.type !== 'directory') return { ...entry, name };
    throw new DomainError(
      'invalid',
      'context-invalid',
      `${this.what} has a hard link "${name}" to "${linked}", which does not come before it. Make it with: tar -c .`,
    );
  }

  #assertSmall(name: string, size: number): void {
    const reason =
      this.#count > mostEntries
        ? `has more than ${mostEntries} entries`
        : this.#bytes + size > mostBytes
          ? `has more than ${mostBytes / 1_073_741_824} GiB of files`
          : Buffer.byteLength(name) > longestPath
            ? `has a path longer than ${longestPath} bytes`
            : undefined;
    if (reason !== undefined)
      throw new DomainError(
        'too-large',
        'context-too-large',
        `${this.what} ${reason}. Leave out by .dockerignore what no build needs, or send it in several batches.`,
      );
  }

  #assertInside(path: string): void {
    if (!escapes(path) && !this.#isBelowLink(entryName(path))) return;
    throw new DomainError(
      'invalid',
      'context-escapes',
      `${this.what} has an entry outside its root: "${path.slice(0, 200)}". Make it with: tar -C <directory> -c .`,
    );
  }

  #isBelowLink(name: string): boolean {
    if (this.#links.size === 0) return false;
    for (let folder = posix.dirname(name); folder !== '.'; folder = posix.dirname(folder))
      if (this.#links.has(folder)) return true;
    return false;
  }
}
