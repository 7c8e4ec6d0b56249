import { isNothing, isMessage, type Message } from '../engine-api/fields.js';
import { csv, each, noFlag, pairs, saidApart, value } from './flags.js';
import { at, type Flags, join, nothing, say, tell, type Told } from './told.js';

/** What the engine fills in by itself, and does not read. */
const filledIn: Flags = {
  DNSNames: saidApart,
  EndpointID: saidApart,
  Gateway: saidApart,
  GlobalIPv6Address: saidApart,
  GlobalIPv6PrefixLen: saidApart,
  IPAddress: saidApart,
  IPPrefixLen: saidApart,
  IPv6Gateway: saidApart,
  NetworkID: saidApart,
};

const addresses = (ipv4: string, ipv6: string, local: string) => (config: Message) =>
  tell({ IPv4Address: value(ipv4), IPv6Address: value(ipv6), LinkLocalIPs: each(local) }, config);

/** How `docker network connect` says how a container is on a network. */
export const connectFlags: Flags = {
  ...filledIn,
  Aliases: each('--alias'),
  DriverOpts: pairs('--driver-opt'),
  GwPriority: value('--gw-priority'),
  IPAMConfig: addresses('--ip', '--ip6', '--link-local-ip'),
  Links: each('--link'),
  MacAddress: noFlag,
};

/** How `docker run` says how a container is on its first network. */
const firstFlags: Flags = {
  ...filledIn,
  Aliases: each('--network-alias'),
  DriverOpts: saidApart,
  GwPriority: saidApart,
  IPAMConfig: addresses('--ip', '--ip6', '--link-local-ip'),
  Links: saidApart,
  MacAddress: saidApart,
};

/** The fields of `--network`, each `name=value`. */
const field = (name: string) => (is: number | string) => (isNothing(is) ? nothing : say(`${name}=${is}`));
const fieldEach = (name: string) => (items: readonly string[]) => say(...items.map((item) => `${name}=${item}`));
const driverOptions: Flags = {
  DriverOpts: (options: Readonly<Record<string, string | null>>) =>
    say(...Object.entries(options).map(([name, is]) => `driver-opt=${name}=${is ?? ''}`)),
  GwPriority: field('gw-priority'),
};
const furtherFields: Flags = {
  ...filledIn,
  ...driverOptions,
  Aliases: fieldEach('alias'),
  IPAMConfig: (config: Message) =>
    tell({ IPv4Address: field('ip'), IPv6Address: field('ip6'), LinkLocalIPs: fieldEach('link-local-ip') }, config),
  Links: noFlag,
  MacAddress: field('mac-address'),
};

/** Says which networks a new container is on, and how: the one of its mode first. */
export function tellNetworks(body: Message): Told {
  const host = messageAt(body, 'HostConfig');
  const endpoints = messageAt(messageAt(body, 'NetworkingConfig'), 'EndpointsConfig');
  const mode = typeof host['NetworkMode'] === 'string' ? host['NetworkMode'] : '';
  const [first, ...further] = new Set(
    [mode, ...Object.keys(endpoints)].filter((name) => !['', 'default'].includes(name)),
  );
  const own = messageAt(endpoints, first ?? 'default');
  return join(
    tellFirst(first, own, body),
    ...further.map((name) =>
      at(`.NetworkingConfig.EndpointsConfig.${name}`, tellFurther(name, messageAt(endpoints, name))),
    ),
  );
}

function tellFirst(name: string | undefined, endpoint: Message, body: Message): Told {
  const place = `.NetworkingConfig.EndpointsConfig.${name ?? 'default'}`;
  const options = tell(driverOptions, { DriverOpts: endpoint['DriverOpts'], GwPriority: endpoint['GwPriority'] }).words;
  const isAlike =
    JSON.stringify(endpoint['Links'] ?? []) === JSON.stringify(messageAt(body, 'HostConfig')['Links'] ?? []);
  const network = options.length > 0 ? csv([`name=${name ?? 'default'}`, ...options]) : name;
  return join(
    network === undefined ? nothing : say('--network', network),
    value('--mac-address')(String(body['MacAddress'] || endpoint['MacAddress'] || '')),
    at(place, tell(firstFlags, endpoint)),
    // The CLI says `--link` in both places.
    isNothing(endpoint['Links']) || isAlike ? nothing : { words: [], unsaid: [`${place}.Links`] },
  );
}

function tellFurther(name: string, endpoint: Message): Told {
  const { words, unsaid } = tell(furtherFields, endpoint);
  return { words: ['--network', words.length > 0 ? csv([`name=${name}`, ...words]) : name], unsaid };
}

function messageAt(message: Message, name: string): Message {
  const is = message[name];
  return isMessage(is) ? is : {};
}
