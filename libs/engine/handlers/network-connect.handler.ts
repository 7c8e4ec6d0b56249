import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { isMember } from './network-member.js';
import { requireContainer, requireNetwork } from './require.js';

/** Connects a container to a network. */
export const networkConnectHandler: Handler<'network.connect'> = {
  async prepare({ args, host }) {
    return requireContainer({ host, args: (await requireNetwork({ args, host })).args });
  },
  async run(process) {
    const { network, container, aliases, ipv4 } = process.args;
    const result = { status: exitStatus.ok, result: { network, container } };
    if (process.isRetry && (await isMember(process.host, network, container))) return result;
    await process.beginEffect();
    await process.host.network.connectContainer(network, container, { aliases, ...(ipv4 !== undefined && { ipv4 }) });
    return result;
  },
};
