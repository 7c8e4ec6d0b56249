import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireImage } from './require.js';
import { doneWhenGone } from './retry.js';

/** Takes a name from an image and, when it was the last, removes the image. */
export const rmiHandler: Handler<'rmi'> = {
  actsAtOnce: true,
  prepare: requireImage,
  async run(process) {
    const { image, force } = process.args;
    await process.beginEffect();
    const removed = await doneWhenGone(process, () => process.host.graph.removeImage(image, { force }));
    return { status: exitStatus.ok, result: removed ?? { untagged: [], deleted: [] } };
  },
};
