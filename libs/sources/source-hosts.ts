import { DomainError } from '#event-sourcing';

/** A host of the allow-list. */
interface SourceHost {
  /** Lower case; of `*.example.com`, `.example.com`. */
  readonly name: string;
  readonly port?: number;
}

/** From where contexts may be fetched: `LONGSHORE_SOURCES`. */
export class SourceHosts {
  constructor(private readonly hosts: readonly SourceHost[]) {}

  /**
   * Whether a host may be asked on a port. `exact`: the list names it with this port, so that it may also be in a network of our own, and be
   * spoken to without TLS. `public`: it may be reached on the Internet, by its scheme's own port or the one in the list.
   */
  judge(name: string, port: number, isDefaultPort: boolean): 'exact' | 'public' | 'no' {
    const wanted = name.toLowerCase();
    if (this.hosts.some((host) => host.name === wanted && host.port === port)) return 'exact';
    const isListed = this.hosts.some(
      (host) =>
        (host.name.startsWith('.') ? wanted.endsWith(host.name) : host.name === wanted) &&
        (host.port === undefined ? isDefaultPort : host.port === port),
    );
    return isListed ? 'public' : 'no';
  }
}

/**
 * Reads `LONGSHORE_SOURCES`: `host`, `host:port`, `*.example.com`, with commas between. Empty: nothing is fetched.
 *
 * @throws DomainError `settings-invalid`
 */
export function parseSourceHosts(entries: readonly string[]): SourceHosts {
  return new SourceHosts(
    entries.map((entry) => {
      const [, wildcard, name, port] =
        /^(\*)?((?:\.?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(
          entry.toLowerCase(),
        ) ?? [];
      const isWhole = name !== undefined && (wildcard === undefined) !== name.startsWith('.');
      if (isWhole && Number(port ?? 1) >= 1 && Number(port ?? 1) <= 65_535)
        return { name: name.replace(/^\[|\]$/g, ''), ...(port !== undefined && { port: Number(port) }) };
      throw new DomainError(
        'invalid',
        'settings-invalid',
        `LONGSHORE_SOURCES: "${entry}" is no host. Write host, host:port or *.example.com, with commas between.`,
      );
    }),
  );
}
