import type { EventStore } from '#event-sourcing';
import type { SecretStore } from '../ports/index.js';

/** What the dispatcher stands on. */
export interface DispatcherParts {
  readonly store: EventStore;
  readonly secrets: SecretStore;
  /** The jobs `batch` that have not ended. */
  readonly unended: () => Promise<readonly string[]>;
  /** How many builds the workers that live run at once, by host. */
  readonly slots: () => Promise<ReadonlyMap<string, number>>;
  readonly labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** `os/arch` of the hosts that this process knows; undefined of those that do not answer. */
  readonly platforms: () => Promise<ReadonlyMap<string, string | undefined>>;
  /** The names of the images that hosts have, of those that answer. */
  readonly images: () => Promise<ReadonlyMap<string, readonly string[]>>;
  /** The weights of actors; 1 where none is given. */
  readonly shares: ReadonlyMap<string, number>;
}
