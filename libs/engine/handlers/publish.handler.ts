import { exitStatus, reservationTag } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Handler } from '../handler.js';

/** Gives what builds have made its names, pushes these, and gives the reservations up. */
export const publishHandler: Handler<'publish'> = {
  async run(process) {
    const { graph, registry } = process.host;
    const { images } = process.args;
    const pushed: Record<string, string> = {};
    await process.beginEffect();
    for (const { image, tags } of images) for (const tag of tags) await graph.tagImage(image, tag);
    for (const { tags, push } of images) {
      for (const ref of push ? tags : []) pushed[ref] = (await registry.pushImage({ ref }, process.io)).digest;
    }
    for (const { build } of images)
      if (build !== undefined) await graph.removeImage(reservationTag(build), { force: false }).catch(ignoreGone);
    const [only, ...others] = images;
    const image = only && others.length === 0 ? { image: only.image } : {};
    return { status: exitStatus.ok, result: { tags: images.flatMap(({ tags }) => tags), pushed, ...image } };
  },
};

/** What is there no more needs no removing. */
export function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'host-not-found')) throw error;
}
