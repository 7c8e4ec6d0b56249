import { z } from 'zod';

const text = z.string().max(100_000);

/** `repository[:tag]`, with a registry before it where it is not the default one. No digest. */
export const imageName = z
  .string()
  .max(4_096)
  .regex(
    /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?$/,
    'an image name is [registry/]repository[:tag] in lower case, e.g. "team/app:1.0"',
  );

const credentials = z
  .strictObject({ username: z.string().max(1_000), password: z.string().min(1).max(100_000) })
  .describe('For the registry. Never recorded: a fingerprint stands for the password');

/** Who one is to each registry; a registry gets its own alone. */
export const registryCredentials = z
  .record(
    z
      .string()
      .max(300)
      .regex(/^[a-zA-Z0-9.-]+(?::\d+)?$/, 'a registry is host[:port]'),
    credentials,
  )
  .describe(
    'By registry, `host[:port]`, or `docker.io` for the default one. Never recorded: fingerprints stand for the passwords',
  );

export type RegistryCredentialsByName = z.output<typeof registryCredentials>;

/** What `build` takes; the context comes on stdin. */
export const buildArgs = z.strictObject({
  tags: z.array(imageName).max(100).default([]),
  dockerfile: text.min(1).default('Dockerfile').describe('Path of the Dockerfile inside the context'),
  target: text.optional().describe('The stage to stop at'),
  args: z.record(z.string().min(1).max(1_000), text).default({}).describe('Build arguments'),
  labels: z.record(z.string().min(1).max(1_000), text).default({}),
  builder: z.enum(['classic', 'buildkit']).default('classic'),
  platform: z.string().max(100).optional(),
  network: z.string().max(1_000).optional().describe('Network mode of RUN steps'),
  noCache: z.boolean().default(false),
  pull: z.boolean().default(false).describe('Ask the registry for a newer base image'),
});

/** What the job `build` takes: beside what is asked for, what its batch decides. */
export const buildJobArgs = buildArgs.extend({
  on: z
    .record(z.string(), z.string())
    .optional()
    .describe('Images, by the references of the Dockerfile that mean them'),
  unnamed: z.literal(true).optional().describe('The image keeps the name that reserves it, for others to go by'),
  push: z.literal(true).optional().describe('Push the tags too'),
  credentials: registryCredentials.optional(),
});

/** What `publish` takes: images that builds have made, the names that they are to have or to have no more, and whether these are pushed. */
export const publishArgs = z.strictObject({
  images: z
    .array(
      z.strictObject({
        image: text,
        tags: z.array(imageName).max(100),
        push: z.boolean(),
        build: z.string().optional().describe('The job whose reservation ends'),
      }),
    )
    .max(10_000),
  before: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe('The names are taken back: the images that they are to mean again, null where none'),
  credentials: registryCredentials.optional(),
});

/** What `pull` takes. */
export const pullArgs = z.strictObject({
  image: text.min(1).describe('[registry/]repository[:tag] or …@sha256:…'),
  platform: z.string().max(100).optional(),
  credentials: credentials.optional(),
});

/** What `push` takes. */
export const pushArgs = z.strictObject({ image: imageName, credentials: credentials.optional() });

/** What `tag` takes. */
export const tagArgs = z.strictObject({
  image: text.min(1).describe('Name or id of an image on the host'),
  target: imageName,
});

/** What `rmi` takes. */
export const rmiArgs = z.strictObject({ image: text.min(1), force: z.boolean().default(false) });
