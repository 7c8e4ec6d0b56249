import type { Host } from '../ports/index.js';

/** Whether a container, running or not, is connected to a network. */
export async function isMember(host: Host, network: string, container: string): Promise<boolean> {
  const [found, known] = await Promise.all([
    host.exec.inspectContainer(container),
    host.network.inspectNetwork(network),
  ]);
  return known !== undefined && Object.hasOwn(found?.networks ?? {}, known.name);
}
