import { z } from 'zod';
import { buildArgs } from '../graph/image-args.js';
import { buildName, mostBuilds, plannedBuild } from './batch-args.js';

const path = z.string().min(1).max(4_096);

/**
 * A build as a request asks for it: an element of `builds` in `POST /v1/batches`, and what a bake file comes to. Nothing has been fetched
 * or read yet; a planned build is made of it.
 */
export const askedBuild = buildArgs.extend({
  name: buildName,
  context: path
    .default('.')
    .describe('A folder of the shared context, or the URL of a git repository or of a tar, which Longshore fetches'),
  dockerfile: buildArgs.shape.dockerfile.describe(
    'Path of the Dockerfile, from the folder of the context; with a `/` before it, from the root of the shared context, also where that is outside of the folder',
  ),
  dockerfileInline: z.string().min(1).max(200_000).optional().describe('The Dockerfile itself; no file is read then'),
  secretArgs: z
    .array(z.string().min(1).max(1_000))
    .max(1_000)
    .default([])
    .describe('Names among `args` to be kept secret'),
  needs: z.array(buildName).max(mostBuilds).default([]).describe('Builds that have to be built before this one'),
  contexts: z
    .record(
      z.string().min(1).max(1_000),
      z
        .string()
        .max(4_096)
        .regex(/^(?:target:|docker-image:\/\/)./, 'a named context is target:<build> or docker-image://<reference>'),
    )
    .default({})
    .describe('What a name in FROM and COPY --from means: the image of another build, or another image'),
  groups: plannedBuild.shape.groups.describe('Concurrency groups that it is in'),
  requires: plannedBuild.shape.requires.describe('Only on a host with these labels'),
  push: plannedBuild.shape.push.describe('Push its tags'),
  seconds: plannedBuild.shape.seconds.describe('Time limit of one try'),
});

export type AskedBuild = z.output<typeof askedBuild>;

/** Whether a context is fetched, and no folder of the shared one: an http(s), git or ssh URL, as `docker build` knows them. */
export function isRemoteContext(context: string): boolean {
  return /^(?:https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
}

/**
 * A path within the shared context, without `.`, `..` and slashes around it; '' is its root. Undefined where it leads out of it.
 * @param folder that it starts from, unless the path begins with `/`
 */
export function sharedPath(folder: string, path: string): string | undefined {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.join('/');
}
