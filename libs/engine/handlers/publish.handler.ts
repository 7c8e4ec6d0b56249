import { exitStatus, registryOf, reservationTag } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';

type PublishProcess = JobProcess<'publish'>;

/** Gives what builds have made its names, pushes these, and gives the reservations up. When it cannot, the names mean what they meant before. */
export const publishHandler: Handler<'publish'> = {
  async run(process) {
    const { images } = process.args;
    const before = await namesBefore(process);
    await process.beginEffect({ before });
    const pushed: Record<string, string> = {};
    try {
      for (const { image, tags } of images) for (const tag of tags) await process.host.graph.tagImage(image, tag);
      for (const { tags, push } of images)
        for (const ref of push ? tags : []) pushed[ref] = await pushTag(process, ref);
    } catch (error) {
      await putBack(process, before);
      throw error;
    }
    for (const { build } of images) if (build !== undefined) await untag(process, reservationTag(build));
    const [only, ...others] = images;
    const image = only && others.length === 0 ? { image: only.image } : {};
    return { status: exitStatus.ok, result: { tags: images.flatMap(({ tags }) => tags), pushed, ...image } };
  },
};

/** Which image each name meant, before this job or an earlier start of it touched it; null where none. */
async function namesBefore(process: PublishProcess): Promise<Record<string, string | null>> {
  const known = process.effect['before'] as Record<string, string | null> | undefined;
  if (known) return known;
  const names = process.args.images.flatMap(({ tags }) => tags);
  const found = await Promise.all(names.map((name) => process.host.graph.inspectImage(name)));
  return Object.fromEntries(names.map((name, index) => [name, found[index]?.id ?? null]));
}

/** As far as possible: an image that is gone gets no name back. */
async function putBack(process: PublishProcess, before: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [name, image] of Object.entries(before)) {
    if (image === null) await untag(process, name);
    else await process.host.graph.tagImage(image, name).catch(ignoreGone);
  }
}

/** Pushes a name, as whom one is to its registry. Resolves with the digest. */
export async function pushTag(process: JobProcess<'build'> | PublishProcess, ref: string): Promise<string> {
  const { args, host, io } = process;
  const credentials = args.credentials?.[registryOf(ref)];
  return (await host.registry.pushImage({ ref, ...(credentials && { credentials }) }, io)).digest;
}

async function untag({ host }: PublishProcess, name: string): Promise<void> {
  await host.graph.removeImage(name, { force: false }).catch(ignoreGone);
}

/** What is there no more needs no removing. */
export function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'host-not-found')) throw error;
}
