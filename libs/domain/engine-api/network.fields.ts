import { isPrivateSubnet } from '../network/private-subnet.js';
import { labels } from './container-config.fields.js';
import { bool, type Fields, hostOnly, powerUnless, refersTo, string, stringMap } from './fields.js';
import { endpointSettings } from './networking.fields.js';

/** Options of a bridge that name nothing of the host. */
const ownOptions: ReadonlySet<string> = new Set([
  'com.docker.network.bridge.enable_icc',
  'com.docker.network.bridge.enable_ip_masquerade',
  'com.docker.network.container_iface_prefix',
  'com.docker.network.driver.mtu',
]);

const elsewhere = 'what the network then is, is said elsewhere';
const isOneOf =
  (...names: readonly string[]) =>
  (value: string) =>
    names.includes(value);

const ipam: Fields = {
  Config: {
    listOf: {
      object: {
        AuxiliaryAddresses: stringMap,
        Gateway: string,
        IPRange: string,
        Subnet: powerUnless(string, (subnet) => subnet === '' || isPrivateSubnet(subnet), {
          when: 'any but private addresses (RFC 1918, RFC 4193)',
          why: "the host's own traffic to these addresses goes into the network",
        }),
      },
    },
  },
  Driver: powerUnless(string, isOneOf('', 'default'), { when: 'any but `default`', why: 'it is a plugin of the host' }),
  Options: hostOnly(stringMap, 'they are for plugins of the host'),
};

/** What a network is made from. */
export const networkCreate: Fields = {
  Attachable: bool,
  CheckDuplicate: bool,
  ConfigFrom: { object: { Network: hostOnly(string, elsewhere) } },
  ConfigOnly: hostOnly(bool, elsewhere, '`true`'),
  Driver: powerUnless(string, isOneOf('', 'bridge'), {
    when: 'any but `bridge`',
    why: 'other drivers put containers on the networks of the host, or are plugins',
  }),
  EnableIPv4: bool,
  EnableIPv6: bool,
  IPAM: { object: ipam },
  Ingress: hostOnly(bool, 'it takes in what reaches the whole swarm', '`true`'),
  Internal: bool,
  Labels: labels,
  Name: string,
  Options: {
    mapOf: string,
    keys: powerUnless(string, (name) => ownOptions.has(name), {
      when: 'any but `…enable_icc`, `…enable_ip_masquerade`, `…container_iface_prefix`, `…mtu`',
      why: 'options can name interfaces and addresses of the host',
    }),
  },
  Scope: powerUnless(string, isOneOf('', 'local'), {
    when: 'any but `local`',
    why: 'it reaches other hosts of the swarm',
  }),
};

/** Which container comes onto a network, and how. */
export const networkConnect: Fields = {
  Container: refersTo(string, (ref) => [{ kind: 'container', ref }]),
  EndpointConfig: endpointSettings,
};

/** Which container leaves a network. */
export const networkDisconnect: Fields = {
  Container: refersTo(string, (ref) => [{ kind: 'container', ref }]),
  Force: bool,
};
