import { exitStatus, registryOf, reservationTag } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';

type PublishProcess = JobProcess<'publish'>;
/** The images that names mean, by the names; null where none. */
type Names = Readonly<Record<string, string | null>>;

/**
 * Gives what builds have made its names, pushes these, and gives the reservations up. When it cannot, the names mean what they meant before; and so when another host
 * of the batch could not.
 */
export const publishHandler: Handler<'publish'> = {
  async run(process) {
    if (process.args.before) return takeBack(process, process.args.before);
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
    return { status: exitStatus.ok, result: { tags: images.flatMap(({ tags }) => tags), pushed, before, ...image } };
  },
};

/** A name that somebody else has given to another image since then stays where it is. */
async function takeBack(process: PublishProcess, before: Names): Promise<Exit<'publish'>> {
  await process.beginEffect();
  for (const { image, tags } of process.args.images)
    for (const name of tags) {
      const found = await process.host.graph.inspectImage(name);
      if (found?.id === image) await putBack(process, { [name]: before[name] ?? null });
    }
  return { status: exitStatus.ok, result: { tags: [], pushed: {}, before } };
}

/** Which image each name meant, before this job or an earlier start of it touched it; null where none. */
async function namesBefore(process: PublishProcess): Promise<Names> {
  const known = process.effect['before'] as Names | undefined;
  if (known) return known;
  const names = process.args.images.flatMap(({ tags }) => tags);
  const found = await Promise.all(names.map((name) => process.host.graph.inspectImage(name)));
  return Object.fromEntries(names.map((name, index) => [name, found[index]?.id ?? null]));
}

/** As far as possible: an image that is gone gets no name back. */
async function putBack(process: PublishProcess, before: Names): Promise<void> {
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
