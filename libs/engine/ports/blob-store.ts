/** A blob is known by the SHA-256 of its bytes. */
export interface Blob {
  /** `sha256:…` */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Bytes that are stored, and that nobody knows yet. They are to be kept or dropped; those of a process that died are dropped after a day. */
export interface Spool extends Blob {
  /** The bytes from `start` up to `end`, without that one. Reading on from where the last call ended is cheap. */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Makes a blob of them, which stays. There is nothing to be read or dropped any more. */
  keep(): Promise<Blob>;
  /** Removes them. It does nothing once they are kept. */
  drop(): Promise<void>;
}

/** Keeps the stdin of jobs by its digest. */
export interface BlobStore {
  /** Stores a stream for a while, with flat memory. When the stream fails nothing is left. */
  spool(bytes: AsyncIterable<Uint8Array>): Promise<Spool>;
  /** Stores a stream with flat memory. Storing the same bytes again keeps one copy. When the stream fails nothing is kept. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<Blob>;
  /** @throws DomainError `blob-not-found` (at the first read) */
  get(digest: string): AsyncIterable<Uint8Array>;
}
