/** The two byte streams that a process writes. */
export type OutputStream = 'stdout' | 'stderr';

/** Where a driver writes what the work says, in order. The promise resolves when more may be written. */
export interface Output {
  write(stream: OutputStream, bytes: Uint8Array): Promise<void>;
}

/** A live piece of work on a host: what it says, and how to end it. */
export interface WorkIo {
  readonly output: Output;
  /** Aborting lets go of the host: the connection is closed and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
}
