import type { ContainerSnapshot, ImageSnapshot } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import type { Circumstances } from '../facts.js';

/** What is on a host while its life is made up. */
export interface Host {
  readonly circumstances: Circumstances;
  readonly containers: Map<number, ContainerSnapshot>;
  readonly images: Map<number, ImageSnapshot>;
  readonly networks: Set<number>;
  readonly volumes: Set<number>;
}

/** Does something to the thing of its kind with the number `which`; nothing when that cannot be. `other` is another number that it has to do with. */
export type Verb = (host: Host, which: number, other: number) => readonly StreamAppend[];
