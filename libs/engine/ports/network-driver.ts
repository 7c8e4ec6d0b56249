/** A network as a host knows it. */
export interface HostNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly internal: boolean;
  readonly subnets: readonly { readonly subnet: string; readonly gateway?: string }[];
  /** Only from `inspectNetwork`: the running members. */
  readonly members: readonly {
    readonly container: string;
    readonly name: string;
    readonly ipv4?: string;
    readonly mac: string;
  }[];
}

export interface NetworkSpec {
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly subnet?: string;
  readonly gateway?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

/** The networks of a host (the seed's Networkdriver). Errors as GraphDriver's. */
export interface NetworkDriver {
  /** Creates a network. Some engines allow twins of one name in a race: list by label and remove the later ones. */
  createNetwork(network: NetworkSpec): Promise<{ readonly network: string; readonly warnings: readonly string[] }>;
  /** Undefined when there is no such network. `ref`: a name, id or id prefix. */
  inspectNetwork(ref: string): Promise<HostNetwork | undefined>;
  listNetworks(filter?: { readonly label?: string }): Promise<readonly HostNetwork[]>;
  removeNetwork(ref: string): Promise<void>;
  connectContainer(
    network: string,
    container: string,
    endpoint: { readonly aliases: readonly string[]; readonly ipv4?: string },
  ): Promise<void>;
  disconnectContainer(network: string, container: string, options: { readonly force: boolean }): Promise<void>;
}
