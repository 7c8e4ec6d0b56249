import type { SecretStore } from '#engine';
import type { EventStore } from '#event-sourcing';
import type { JobsInFlight } from './jobs-in-flight.js';
import type { HostMemory } from './memory.js';

/** What the Recorder stands on. */
export interface RecorderParts {
  readonly memory: HostMemory;
  readonly store: EventStore;
  readonly jobs: JobsInFlight;
  readonly secrets: SecretStore;
}
