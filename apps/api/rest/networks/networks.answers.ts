import { networkSnapshot } from '#domain';
import type { NetworkView, WholeNetworkView } from '#read-models';
import { z } from 'zod';
import { containerRef, place, sharing } from '../containers/containers.answers.js';
import { factSchema, pageSchema } from '../fact-schema.js';

const subnet = z.strictObject({
  subnet: z.string().nullable(),
  gateway: z.string().nullable(),
  range: z.string().nullable(),
});

const network = z.strictObject({
  host: z.string(),
  ...networkSnapshot.shape,
  ipam: z.strictObject({ ...networkSnapshot.shape.ipam.shape, config: z.array(subnet) }),
  job: z.string().nullable().describe('The job that its label names'),
  since: factSchema.describe('What made it so'),
}) satisfies z.ZodType<NetworkView>;

/** A page of networks. */
export const networkPage = pageSchema(network);

const member = z.strictObject({
  ...containerRef.shape,
  ...place,
  resolves: z.array(z.string()).readonly().describe('The names that it resolves by this network, its own too'),
  ...sharing,
});

const name = z.strictObject({
  name: z.string(),
  container: z.string().describe('The id of the member that has it'),
  ipv4: z.string().nullable(),
  ipv6: z.string().nullable(),
});

/** A network with its members. */
export const wholeNetwork = z.strictObject({
  position: z.int().describe('The position that it is as of'),
  ...network.shape,
  members: z.array(member).readonly().describe('All that have a place on it, running or not'),
  names: z.array(name).readonly().describe("The names that Docker's DNS answers on it, and where they lead"),
}) satisfies z.ZodType<WholeNetworkView>;
