import { containerMount, containerSnapshot, endpoint, publishedPort } from '#domain';
import type { ContainerRef, ContainerView, NamespaceView, WholeContainerView } from '#read-models';
import { z } from 'zod';
import { changesSchema, factSchema, pageSchema } from '../fact-schema.js';
import { jobSchema } from '../jobs/job-schema.js';
import type { LifeView } from './life-view.js';

/** What others are told of a container. */
export const containerRef = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.string().describe('As Docker says it, or `removed`'),
}) satisfies z.ZodType<ContainerRef>;

/** A container's address on a network. */
export const place = {
  ipv4: z.string().nullable(),
  prefix: z.int().nullable(),
  ipv6: z.string().nullable(),
  gateway: z.string().nullable(),
  mac: z.string().nullable(),
  aliases: z.array(z.string()).readonly(),
};

const container = z.strictObject({
  host: z.string(),
  ...containerSnapshot.omit({ detail: true }).shape,
  error: z.string().nullable().describe('Why it could not be started'),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  health: z.string().nullable(),
  job: z.string().nullable().describe('The job that its label names'),
  endpoints: z.array(z.strictObject({ network: endpoint.shape.network, name: endpoint.shape.name, ...place })),
  ports: z.array(publishedPort).describe('Published now'),
  portBindings: z.array(publishedPort).describe('To be published whenever it runs'),
  mounts: z.array(z.strictObject({ ...containerMount.shape, name: z.string().nullable() })),
  since: factSchema.describe('What made it so'),
}) satisfies z.ZodType<ContainerView>;

/** A page of containers. */
export const containerPage = pageSchema(container);

/** A container that has the network of another one. */
const sharer = z.strictObject({
  ...containerRef.shape,
  by: z.string().describe('The id in its mode `container:<id>`'),
  network: z
    .enum(['shared', 'lost', 'down'])
    .describe('`lost`: it has lo alone, until it is started again; `down`: it does not run'),
});

/** Who shares the network of a container, and what that means for them. */
export const sharing = {
  sharedBy: z.array(sharer).readonly().describe('Those of mode container:<id>, also by way of each other'),
  breaksIfStopped: z.array(containerRef).readonly().describe('Those of them that would have lo alone, if it stopped'),
};

const namespace = z.strictObject({
  owner: containerRef.nullable().describe('Whose network it has: its own, but for the mode container:<id>'),
  network: z.enum(['own', 'shared', 'lost', 'down']),
  ...sharing,
}) satisfies z.ZodType<NamespaceView>;

/** A container with all that is known of it. */
export const wholeContainer = z.strictObject({
  position: z.int().describe('The position that it is as of'),
  ...container.shape,
  detail: z
    .record(z.string(), z.unknown())
    .readonly()
    .nullable()
    .describe('config, hostConfig and more as the engine tells them; null when it could not be inspected'),
  namespace,
}) satisfies z.ZodType<WholeContainerView>;

const fact = z.strictObject({
  entry: z.literal('fact'),
  ...factSchema.shape,
  name: z.string().nullable(),
  changes: changesSchema,
});

const job = z.strictObject({
  entry: z.literal('job'),
  position: z.int().describe('Its pid'),
  job: jobSchema.describe('As it is now; its output is kept at links.output'),
});

/** A page of a container's life. */
export const life = z.strictObject({
  position: z.int(),
  container: containerSnapshot
    .pick({ id: true, name: true, image: true, imageName: true, createdAt: true, networkMode: true })
    .extend({ host: z.string(), state: containerRef.shape.state })
    .describe('What it was last'),
  items: z.array(z.discriminatedUnion('entry', [fact, job])).readonly(),
  next: z.string().nullable(),
}) satisfies z.ZodType<LifeView>;
