import type { OutputStream } from './output.js';

/** A run of bytes of one stream, in the order in which the job wrote. */
export interface OutputChunk {
  readonly stream: OutputStream;
  /** Offset of the first byte among all the job's bytes. */
  readonly start: number;
  /** Offset of the first byte in its stream. */
  readonly streamStart: number;
  readonly bytes: Uint8Array;
}

/** How many bytes of each stream are kept. */
export interface OutputKept {
  readonly stdout: number;
  readonly stderr: number;
}

/** Keeps what jobs write: live while they run, and afterwards. */
export interface OutputStore {
  /** What earlier starts have kept of a job. From now on what they still write is dropped: only start `epoch` or a later one may. */
  takeOver(job: string, epoch: number): Promise<OutputKept>;
  /** A writer of start `epoch` that goes on after what is kept. */
  open(job: string, kept: OutputKept, epoch: number): OutputWriter;
  /** What is kept from an offset on: of the whole job, or with `stream` of that stream. */
  read(job: string, from: { readonly offset: number; readonly stream?: OutputStream }): AsyncIterable<OutputChunk>;
  /** How many bytes of jobs are kept; of those that have written any. */
  written(jobs: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Calls back soon after more has been kept, and once a second at least. Returns how to stop. */
  watch(job: string, onMore: () => void): () => void;
}

export interface OutputWriter {
  /** Takes bytes. They are kept, and readers told, within 50 ms; the promise resolves when more may be written. */
  write(stream: OutputStream, bytes: Uint8Array): Promise<void>;
  /** Resolves when everything is kept. Nothing may be written afterwards. */
  end(): Promise<void>;
}
