import { z } from 'zod';
import { parsePortMapping } from '../network/port-mapping.js';
import { userLabels } from './labels.js';

/** Docker's own rule for container names. */
export const containerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'a name begins with a letter or digit, then letters, digits, _ . -')
  .max(200);

const text = z.string().max(100_000);
const port = z
  .string()
  .refine(
    (value) => parsePortMapping(value) !== undefined,
    'a port is written [ip:][host:]container[/tcp|udp|sctp], e.g. "8080:80"',
  );
const volume = z
  .string()
  .regex(
    /^[^:]+:\/[^:]*(?::(?:ro|rw))?$/,
    'a volume is written name-or-/host/path:/container/path[:ro], e.g. "data:/var/lib/data"',
  );

/** What a container is made from. Field names follow `docker run`'s flags. */
export const containerSpec = z.strictObject({
  image: text.min(1).describe('Name, id or digest of an image on the host'),
  name: containerName.optional().describe('Made up when left out'),
  cmd: z.array(text).max(10_000).optional().describe('Replaces the CMD of the image'),
  entrypoint: z.array(text).max(10_000).optional().describe('Replaces the ENTRYPOINT of the image'),
  workdir: text.optional(),
  user: text.optional(),
  hostname: z.string().max(253).optional(),
  labels: userLabels.default({}),
  ports: z.array(port).max(1_000).default([]).describe('[ip:][host:]container[/protocol]'),
  network: text.min(1).default('bridge').describe('bridge, host, none, container:<name>, or the name of a network'),
  aliases: z.array(z.string().max(253)).max(100).default([]).describe('Further names on a custom network'),
  volumes: z.array(volume).max(1_000).default([]).describe('name:/path[:ro], or /host/path:/path[:ro]'),
  memory: z.int().min(6_291_456).optional().describe('Bytes'),
  cpus: z.number().positive().max(1_024).optional(),
  pids: z.int().positive().optional().describe('How many processes it may have'),
  restart: z
    .string()
    .regex(/^(?:no|always|unless-stopped|on-failure(?::\d{1,6})?)$/, 'no, always, unless-stopped or on-failure[:times]')
    .default('no'),
  init: z.boolean().default(false).describe('Run an init as PID 1 that passes signals on and reaps'),
  tty: z.boolean().default(false),
  stopSignal: z.string().max(20).optional(),
});

/** A checked container specification. */
export type ContainerSpec = z.output<typeof containerSpec>;
