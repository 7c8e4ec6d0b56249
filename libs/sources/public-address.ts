import { BlockList, isIPv6 } from 'node:net';

/** What of IPv4 leads to no host of the Internet: IANA's special-purpose registry, multicast and what is reserved. */
const internal = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of IPv6 only this is the Internet … */
const internet = '2000::/3';
/** … without what carries an address of IPv4, or is for documents: Teredo and its like, 6to4, examples. */
const notInternet = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blocked = listOf([...internal, ...notInternet]);
const open = listOf([internet]);

/** Whether an address is one of the Internet: none of this machine, of a network of our own, or one that another stands behind. */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return open.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
  return !blocked.check(address, 'ipv4');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    list.addSubnet(address, Number(length), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}
