import type { EventStore } from '#event-sourcing';
import type { Handlers } from './handler.js';
import type {
  Answers,
  BlobStore,
  Hosts,
  Locks,
  Observers,
  OutputStore,
  SecretStore,
  WorkerLeases,
} from './ports/index.js';

/** What the Engine stands on. */
export interface EngineParts {
  readonly store: EventStore;
  readonly hosts: Hosts;
  /** Absent where no front door waits for answers. */
  readonly answers?: Answers;
  readonly blobs: BlobStore;
  readonly locks: Locks;
  readonly leases: WorkerLeases;
  /** Absent where nobody watches the hosts. */
  readonly observers?: Observers;
  readonly outputs: OutputStore;
  readonly secrets: SecretStore;
  /** Unique among all processes that ever ran. */
  readonly worker: string;
  readonly handlers?: Handlers;
}
