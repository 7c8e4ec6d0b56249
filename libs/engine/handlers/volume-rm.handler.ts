import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireVolume } from './require.js';
import { doneWhenGone } from './retry.js';

/** Removes a volume. */
export const volumeRmHandler: Handler<'volume.rm'> = {
  actsAtOnce: true,
  prepare: requireVolume,
  async run(process) {
    const { volume, force } = process.args;
    await process.beginEffect();
    await doneWhenGone(process, () => process.host.graph.removeVolume(volume, { force }));
    return { status: exitStatus.ok, result: { volume } };
  },
};
