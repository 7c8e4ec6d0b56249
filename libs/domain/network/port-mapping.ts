/** A published port: what `-p [ip:][host:]container[/protocol]` says. */
export interface PortMapping {
  readonly container: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Absent: the host chooses one. */
  readonly host?: number;
  /** Absent: all addresses of the host. */
  readonly ip?: string;
}

const shortSyntax =
  /^(?:(?:(?<ip>\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):)?(?<host>\d{1,5})?:)?(?<container>\d{1,5})(?:\/(?<protocol>tcp|udp|sctp))?$/;

/** Reads Docker's short syntax; undefined when it is not one. Ranges are not understood. */
export function parsePortMapping(text: string): PortMapping | undefined {
  const groups = shortSyntax.exec(text)?.groups;
  if (!groups) return undefined;
  const container = Number(groups['container']);
  const host = groups['host'] === undefined ? undefined : Number(groups['host']);
  if (!isPort(container) || (host !== undefined && !isPort(host))) return undefined;
  return {
    container,
    protocol: (groups['protocol'] ?? 'tcp') as PortMapping['protocol'],
    ...(host !== undefined && { host }),
    ...(groups['ip'] !== undefined && { ip: groups['ip'].replace(/[[\]]/g, '') }),
  };
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
