import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireImage } from './require.js';

/** Points a name at an image. */
export const tagHandler: Handler<'tag'> = {
  actsAtOnce: true,
  prepare: requireImage,
  async run(process) {
    const { image, target } = process.args;
    await process.beginEffect();
    await process.host.graph.tagImage(image, target);
    const tagged = await process.host.graph.inspectImage(target);
    return { status: exitStatus.ok, result: { image: tagged?.id ?? image, target } };
  },
};
