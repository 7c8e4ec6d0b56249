import type { NetworkInspectInfo } from 'dockerode';
import type { HostNetwork, NetworkDriver, NetworkSpec } from '#engine';
import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { labelFilter } from '../connection/label-filter.js';
import { fromEngineNetwork } from './host-network.js';

/** The networks of a Docker Engine. */
export class DockerodeNetworkDriver implements NetworkDriver {
  constructor(private readonly engine: EngineConnection) {}

  async createNetwork(
    network: NetworkSpec,
  ): Promise<{ readonly network: string; readonly warnings: readonly string[] }> {
    const created = await this.engine.call<{ readonly Id: string; readonly Warning?: string }>({
      method: 'POST',
      path: '/networks/create',
      body: {
        Name: network.name,
        // Without it the engine makes twins; with it two calls at the same moment still can, before API 1.44.
        CheckDuplicate: true,
        Driver: network.driver,
        Internal: network.internal,
        Labels: network.labels,
        Options: network.options,
        ...(network.subnet !== undefined && {
          IPAM: { Config: [{ Subnet: network.subnet, Gateway: network.gateway }] },
        }),
      },
    });
    return { network: created.Id, warnings: created.Warning ? [created.Warning] : [] };
  }

  async inspectNetwork(ref: string): Promise<HostNetwork | undefined> {
    const info = await this.engine.find<NetworkInspectInfo>({ method: 'GET', path: enginePath`/networks/${ref}` });
    return info && fromEngineNetwork(info);
  }

  async listNetworks(filter?: { readonly label?: string }): Promise<readonly HostNetwork[]> {
    const query = { filters: labelFilter(filter) };
    return (await this.engine.call<NetworkInspectInfo[]>({ method: 'GET', path: '/networks', query })).map(
      fromEngineNetwork,
    );
  }

  async removeNetwork(ref: string): Promise<void> {
    await this.engine.call({ method: 'DELETE', path: enginePath`/networks/${ref}` });
  }

  async connectContainer(
    network: string,
    container: string,
    endpoint: { readonly aliases: readonly string[]; readonly ipv4?: string },
  ): Promise<void> {
    const address = endpoint.ipv4 !== undefined && { IPAMConfig: { IPv4Address: endpoint.ipv4 } };
    const body = { Container: container, EndpointConfig: { Aliases: endpoint.aliases, ...address } };
    await this.engine.call({ method: 'POST', path: enginePath`/networks/${network}/connect`, body });
  }

  async disconnectContainer(network: string, container: string, options: { readonly force: boolean }): Promise<void> {
    const body = { Container: container, Force: options.force };
    await this.engine.call({ method: 'POST', path: enginePath`/networks/${network}/disconnect`, body });
  }
}
