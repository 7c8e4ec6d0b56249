import type { Batch, BatchBuild, Ground, JobExit } from '#domain';
import { Pins } from './pins.js';

/** A batch that has not ended, and what has become of its jobs that stands not yet in its own stream. */
export class OpenBatch {
  readonly ended = new Map<BatchBuild, EndedJob>();
  /** How its publishing jobs ended, by host. */
  readonly published = new Map<string, EndedJob>();
  /** Builds that are being dispatched now. */
  readonly planned = new Set<BatchBuild>();
  /** Its running builds by host, those that are being dispatched too. */
  readonly onHosts = new Map<string, number>();
  /** Older batches of its key know that it has taken their place. */
  hasSuperseded = false;
  readonly #pins: Pins;

  constructor(readonly batch: Batch) {
    this.#pins = new Pins(batch);
  }

  /** The host that a build must go to, since images are there that it is built on, or that is to be built with it. */
  pinOf(build: BatchBuild): string | undefined {
    return this.#pins.hostOf(build);
  }

  /** What its host must be for the sake of those that it is built with. */
  groundOf(build: BatchBuild): Ground | undefined {
    return this.#pins.groundOf(build);
  }

  pin(build: BatchBuild, host: string): void {
    this.#pins.pin(build, host);
  }
}

/** How a job ended that builds wait for. */
export interface EndedJob {
  readonly job: string;
  readonly host: string;
  readonly exit: JobExit;
}

/** A job of a batch, until nobody waits for it. */
export interface OpenJob {
  readonly id: string;
  host: string;
  /** What equal builds have in common; absent when it may not be shared. */
  readonly content?: string;
  readonly users: Map<BatchBuild, OpenBatch>;
  readonly publishes?: OpenBatch;
  exit?: JobExit;
  isTold: boolean;
}
