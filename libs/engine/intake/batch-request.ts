import { askedBuild, batchPolicies, buildName, mostBuilds, registryCredentials } from '#domain';
import { z } from 'zod';

const path = z.string().max(4_096);

const discovery = z.strictObject({
  folder: path.default('').describe('Where in the shared context to look; its root when left out'),
  context: z
    .enum(['folder', 'root'])
    .default('folder')
    .describe('What each build gets as its context: the folder of its Dockerfile, or all of it'),
});

const askedBake = z.strictObject({
  file: path.min(1).default('docker-bake.json').describe('Path in the shared context'),
  definition: z
    .union([z.string().max(1_000_000), z.record(z.string(), z.unknown())])
    .optional()
    .describe('The bake file itself, as JSON; no file is read then'),
  targets: z
    .array(z.string().min(1).max(200))
    .max(mostBuilds)
    .default([])
    .describe('Targets and groups; `default` when empty'),
  variables: z.record(z.string().min(1).max(200), z.string().max(100_000)).default({}),
});

/** What `POST /v1/batches` takes as its part `batch`. */
export const batchRequest = z.strictObject({
  name: z.string().min(1).max(200).default('batch'),
  policies: batchPolicies.prefault({}),
  credentials: registryCredentials.optional(),
  context: z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .describe('The shared context as the URL of a git repository or a tar, in the place of the part `context`'),
  builds: z.array(askedBuild).max(mostBuilds).default([]).describe('The builds, one by one'),
  bake: askedBake.optional().describe('A bake file that tells the builds'),
  discover: z
    .union([z.boolean(), discovery])
    .default(false)
    .describe('Build every Dockerfile, *.Dockerfile and Dockerfile.* of the shared context'),
  targets: z
    .array(buildName)
    .max(mostBuilds)
    .default([])
    .describe('Only these of the builds found, and what they need'),
  tagTemplate: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'The tag of builds that name none, e.g. `registry/team/{name}:{tag}`; also {folder}, the last part of the name',
    ),
  tag: z.string().max(128).default('latest').describe('What {tag} stands for'),
});

export type BatchRequest = z.output<typeof batchRequest>;
export type Discovery = z.output<typeof discovery>;
export type AskedBake = z.output<typeof askedBake>;
