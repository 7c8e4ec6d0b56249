import { z } from 'zod';
import { containerName } from '../container/container-spec.js';
import { userLabels } from '../container/labels.js';

const ref = z.string().min(1).max(300);

/** What `network.create` takes. */
export const networkCreateArgs = z.strictObject({
  name: containerName,
  driver: z.string().min(1).max(200).default('bridge'),
  internal: z.boolean().default(false).describe('Without a way to the outside'),
  subnet: z.cidrv4().optional(),
  gateway: z.ipv4().optional(),
  labels: userLabels.default({}),
  options: z
    .record(z.string().max(1_000), z.string().max(10_000))
    .default({})
    .describe('Options of the network driver'),
});

/** What `network.rm` takes. */
export const networkRmArgs = z.strictObject({ network: ref });

/** What `network.connect` takes. */
export const networkConnectArgs = z.strictObject({
  network: ref,
  container: ref,
  aliases: z.array(z.string().min(1).max(253)).max(100).default([]).describe('Further names on this network'),
  ipv4: z.ipv4().optional(),
});

/** What `network.disconnect` takes. */
export const networkDisconnectArgs = z.strictObject({
  network: ref,
  container: ref,
  force: z.boolean().default(false),
});
