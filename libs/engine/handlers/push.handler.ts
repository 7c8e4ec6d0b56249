import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireImage } from './require.js';

/** Brings an image from the host to its registry. */
export const pushHandler: Handler<'push'> = {
  actsAtOnce: true,
  prepare: requireImage,
  async run(process) {
    const { image, credentials } = process.args;
    await process.beginEffect();
    const result = await process.host.registry.pushImage(
      { ref: image, ...(credentials && { credentials }) },
      process.io,
    );
    return { status: exitStatus.ok, result };
  },
};
