import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';
import { factShape } from '../observation/fact.js';

/** What a network was. Its members stand with the containers. */
export const networkSnapshot = z.strictObject({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  scope: z.string(),
  internal: z.boolean(),
  attachable: z.boolean(),
  ipv6: z.boolean(),
  ipam: z.strictObject({
    driver: z.string(),
    options: z.record(z.string(), z.string()),
    config: z.array(
      z.strictObject({
        subnet: z.string().optional(),
        gateway: z.string().optional(),
        range: z.string().optional(),
      }),
    ),
  }),
  options: z.record(z.string(), z.string()),
  labels: z.record(z.string(), z.string()),
  createdAt: z.string(),
  /** The job that its label names. */
  job: z.string().optional(),
  /** What proves that label. */
  signature: z.string().optional(),
});

export type NetworkSnapshot = z.output<typeof networkSnapshot>;

const schemas = {
  NetworkCreated: z.strictObject({ ...factShape, network: networkSnapshot }),
  NetworkRemoved: z.strictObject({ ...factShape, id: z.string(), name: z.string() }),
};

/** What happened to a network: its life in its stream `network-<host>/<id>`. */
export type NetworkFact = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type RecordedNetworkFact = RecordedEvent & NetworkFact;

/** The networks' part of the catalog of events. */
export const networkEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);
