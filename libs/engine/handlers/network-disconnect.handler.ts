import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { isMember } from './network-member.js';
import { requireContainer, requireNetwork } from './require.js';

/** Disconnects a container from a network. */
export const networkDisconnectHandler: Handler<'network.disconnect'> = {
  async prepare({ args, host }) {
    return requireContainer({ host, args: (await requireNetwork({ args, host })).args });
  },
  async run(process) {
    const { network, container, force } = process.args;
    const result = { status: exitStatus.ok, result: { network, container } };
    if (process.isRetry && !(await isMember(process.host, network, container))) return result;
    await process.beginEffect();
    await process.host.network.disconnectContainer(network, container, { force });
    return result;
  },
};
