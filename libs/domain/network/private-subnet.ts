/** The networks that nobody has in the internet (RFC 1918, RFC 4193), and how long their prefixes are. */
const privateNetworks: readonly (readonly [start: string, bits: number])[] = [
  ['10.', 8],
  ['192.168.', 16],
  ['172.', 12],
];

/** Whether a subnet, written as `10.1.0.0/16` or `fd00:1::/64`, has private addresses alone. */
export function isPrivateSubnet(subnet: string): boolean {
  const [address = '', prefix = ''] = subnet.split('/');
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  if (/^f[cd][0-9a-f]{2}:[0-9a-f:]*$/i.test(address)) return bits >= 7;
  const octets = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address);
  if (!octets) return false;
  const found = privateNetworks.find(([start]) => address.startsWith(start));
  if (!found || bits < found[1]) return false;
  return found[0] !== '172.' || (Number(octets[2]) >= 16 && Number(octets[2]) <= 31);
}
