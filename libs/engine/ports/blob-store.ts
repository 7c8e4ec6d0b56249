/** A blob is known by the SHA-256 of its bytes. */
export interface Blob {
  /** `sha256:…` */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Keeps the stdin of jobs by its digest. */
export interface BlobStore {
  /** Stores a stream with flat memory. Storing the same bytes again keeps one copy. When the stream fails nothing is kept. */
  put(bytes: AsyncIterable<Uint8Array>): Promise<Blob>;
  /** @throws DomainError `blob-not-found` (at the first read) */
  get(digest: string): AsyncIterable<Uint8Array>;
}
