import { type Field, type Fields, int, powerUnless, type Reference, refersTo, string, strings } from './fields.js';

/** Networks of a host that are no names of networks: modes. */
const modes: ReadonlySet<string> = new Set(['', 'default', 'bridge', 'none']);

const hostNetwork = { when: '`host`', why: 'it has the network of the host, with all that listens on its loopback' };

/** `bridge`, `none`, `host`, `container:<name>`, or the name of a network. */
export const networkMode = refersTo(
  powerUnless(string, (mode) => mode !== 'host', hostNetwork),
  (mode) => containerMode(mode) ?? (modes.has(mode) || mode === 'host' ? [] : [{ kind: 'network', ref: mode }]),
);

/** What a mode of the form `container:<name>` names; undefined for one of another form. */
export function containerMode(mode: string): readonly Reference[] | undefined {
  const ref = /^container:(.+)$/s.exec(mode)?.[1];
  return ref === undefined ? undefined : [{ kind: 'container', ref }];
}

/** Options of an endpoint that reach no further than its container. */
const endpointOptions: ReadonlySet<string> = new Set([
  'com.docker.network.endpoint.ifname',
  'com.docker.network.endpoint.sysctls',
]);

/** How a container is on a network. What the engine itself fills in, it does not read. */
export const endpointSettings: Field = {
  object: {
    Aliases: strings,
    DNSNames: strings,
    DriverOpts: {
      mapOf: string,
      keys: powerUnless(string, (name) => endpointOptions.has(name), {
        when: 'other than of its own interface',
        why: 'options of a network driver can name interfaces of the host',
      }),
    },
    EndpointID: string,
    Gateway: string,
    GlobalIPv6Address: string,
    GlobalIPv6PrefixLen: int,
    GwPriority: int,
    IPAMConfig: { object: { IPv4Address: string, IPv6Address: string, LinkLocalIPs: strings } },
    IPAddress: string,
    IPPrefixLen: int,
    IPv6Gateway: string,
    Links: strings,
    MacAddress: string,
    NetworkID: string,
  },
};

/** The networks that a new container is on. */
export const networkingConfig: Fields = {
  EndpointsConfig: {
    mapOf: endpointSettings,
    keys: networkMode,
  },
};
