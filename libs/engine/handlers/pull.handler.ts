import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';

/** Brings an image from its registry to the host. */
export const pullHandler: Handler<'pull'> = {
  actsAtOnce: true,
  async run(process) {
    const { image, platform, credentials } = process.args;
    await process.beginEffect();
    const result = await process.host.registry.pullImage(
      { ref: image, ...(platform !== undefined && { platform }), ...(credentials && { credentials }) },
      process.io,
    );
    return { status: exitStatus.ok, result };
  },
};
