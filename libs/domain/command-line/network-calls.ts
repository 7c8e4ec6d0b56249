import type { Message } from '../engine-api/fields.js';

import { type CallLine, filters, line } from './call.js';
import { connectFlags } from './endpoint-flags.js';
import { pairs, saidApart, value, whenTrue } from './flags.js';
import { say, tell, tellEach, type Flags } from './told.js';

interface Pool extends Message {
  readonly Subnet?: string;
}

const poolFlags: Flags = {
  AuxiliaryAddresses: pairs('--aux-address'),
  Gateway: value('--gateway'),
  IPRange: value('--ip-range'),
  Subnet: value('--subnet'),
};

/** How `docker network create` says what a network is made from. */
export const networkFlags: Flags = {
  Attachable: whenTrue('--attachable'),
  /** No engine makes two networks of one name any more. */
  CheckDuplicate: saidApart,
  ConfigFrom: (from: Message) => tell({ Network: value('--config-from') }, from),
  ConfigOnly: whenTrue('--config-only'),
  Driver: value('--driver'),
  EnableIPv4: (is: boolean) => say(...(is ? [] : ['--ipv4=false'])),
  EnableIPv6: whenTrue('--ipv6'),
  IPAM: (ipam: Message) =>
    tell(
      {
        Config: (pools: readonly Pool[]) => tellEach(pools, (pool) => tell(poolFlags, pool)),
        Driver: (driver: string) => value('--ipam-driver')(driver === 'default' ? '' : driver),
        Options: pairs('--ipam-opt'),
      },
      ipam,
    ),
  Ingress: whenTrue('--ingress'),
  Internal: whenTrue('--internal'),
  Labels: pairs('--label'),
  Name: saidApart,
  Options: pairs('--opt'),
  Scope: value('--scope'),
};

/** The bodies in which a container comes onto a network and leaves it. */
export const memberFlags: Readonly<Record<'connect' | 'disconnect', Flags>> = {
  connect: { Container: saidApart, EndpointConfig: (endpoint: Message) => tell(connectFlags, endpoint) },
  disconnect: { Container: saidApart, Force: whenTrue('--force') },
};

/** How the CLI says the operations on networks and on volumes. */
export const networkCalls: Readonly<Record<string, CallLine>> = {
  NetworkConnect: line({
    words: 'network connect',
    body: memberFlags.connect,
    operands: ({ network }, body) => [network, String(body['Container'] ?? '')],
  }),
  NetworkCreate: line({
    words: 'network create',
    body: networkFlags,
    operands: (_, body) => [String(body['Name'] ?? '')],
  }),
  NetworkDelete: line({ words: 'network rm', operands: ({ network }) => [network] }),
  NetworkDisconnect: line({
    words: 'network disconnect',
    body: memberFlags.disconnect,
    operands: ({ network }, body) => [network, String(body['Container'] ?? '')],
  }),
  NetworkPrune: line({ words: 'network prune --force', query: { filters } }),
};
