import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { DomainError } from '#event-sourcing';
import { isPublicAddress } from './public-address.js';
import type { SourceHosts } from './source-hosts.js';
import { placeOf, shown } from './source-url.js';

/** Gives the addresses of a host's name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Where a URL that may be fetched leads: resolved once, so that a second answer of the DNS changes nothing. */
export interface Passed {
  readonly url: URL;
  readonly address: string;
  readonly port: number;
}

/** The system's way from a name to addresses. */
export const bySystem: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Lets pass only what the allow-list names, and of that only what is on the Internet, unless the list names the very host and port. */
export class Gate {
  constructor(
    private readonly hosts: SourceHosts,
    private readonly resolve: Resolve,
  ) {}

  /** @throws DomainError `source-refused`, `source-unreachable` */
  async pass(url: URL): Promise<Passed> {
    const { host, port, isDefaultPort } = placeOf(url);
    const verdict = this.hosts.judge(host, port, isDefaultPort);
    if (verdict === 'no')
      throw refused(
        `${host}:${port} is not among LONGSHORE_SOURCES, from where contexts may be fetched. Ask who runs Longshore to add it, or send the context as a tar.`,
      );
    if (verdict === 'public' && url.protocol !== 'https:')
      throw refused(
        `${shown(url)} is not protected by TLS. Use https://, or let LONGSHORE_SOURCES name ${host}:${port}.`,
      );
    const addresses = isIP(host) ? [host] : await this.#addressesOf(host);
    const [address] = addresses;
    if (address === undefined || (verdict === 'public' && !addresses.every(isPublicAddress)))
      throw refused(
        `${host} leads into a network of our own, where nothing is fetched from unless LONGSHORE_SOURCES names ${host}:${port}.`,
      );
    return { url, address, port };
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    try {
      return await this.resolve(host);
    } catch (cause) {
      throw new DomainError('unprocessable', 'source-unreachable', `There is no host ${host}. Check the URL.`, {
        cause,
      });
    }
  }
}

function refused(message: string): DomainError {
  return new DomainError('forbidden', 'source-refused', message);
}
