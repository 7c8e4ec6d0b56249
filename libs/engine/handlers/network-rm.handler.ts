import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireNetwork } from './require.js';
import { doneWhenGone } from './retry.js';

/** Removes a network. */
export const networkRmHandler: Handler<'network.rm'> = {
  actsAtOnce: true,
  prepare: requireNetwork,
  async run(process) {
    const { network } = process.args;
    await process.beginEffect();
    await doneWhenGone(process, () => process.host.network.removeNetwork(network));
    return { status: exitStatus.ok, result: { network } };
  },
};
