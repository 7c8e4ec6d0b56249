import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';
import { factShape } from '../observation/fact.js';
import { containerSnapshot } from './container.snapshot.js';

/** Every fact tells the whole container as it is after it. */
const fact = z.strictObject({ ...factShape, container: containerSnapshot });

const schemas = {
  ContainerCreated: fact,
  ContainerStarted: fact,
  ContainerPaused: fact,
  ContainerUnpaused: fact,
  ContainerRenamed: fact.extend({ from: z.string() }),
  /** Its limits, its health, or another detail changed. */
  ContainerUpdated: fact,
  ContainerConnected: fact.extend({ network: z.string() }),
  ContainerDisconnected: fact.extend({ network: z.string() }),
  ContainerExited: fact,
  ContainerRemoved: z.strictObject({ ...factShape, id: z.string(), name: z.string() }),
};

/** What happened to a container: its life in its stream `container-<host>/<id>`. */
export type ContainerFact = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type RecordedContainerFact = RecordedEvent & ContainerFact;

/** The containers' part of the catalog of events. */
export const containerEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);
