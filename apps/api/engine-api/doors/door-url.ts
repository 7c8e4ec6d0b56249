import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { DomainError } from '#event-sourcing';

/** Where a door is, as LONGSHORE_DOORS writes it: `unix:///path`, `tcp://host:port`, `tls://host:port`, `fd://`, `fd://name`, `fd://3`. */
export type DoorUrl =
  | { readonly kind: 'unix'; readonly path: string }
  /** `isSecure`: with TLS. Without, it is for this machine alone. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly isSecure: boolean }
  /** Sockets of systemd: all, those of a name, or the one of a number. */
  | { readonly kind: 'fd'; readonly wanted: string };

/** What fits into sun_path with its closing zero byte. */
export const longestSocketPath = process.platform === 'linux' ? 107 : 103;

/** @throws DomainError `door-invalid` */
export function readDoorUrl(url: string): DoorUrl {
  const [, scheme, rest = ''] = /^(unix|tcp|tls|fd):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === 'unix' && rest !== '') return { kind: 'unix', path: socketPath(rest) };
  if (scheme === 'fd') return { kind: 'fd', wanted: rest };
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:/\s]+):(\d{1,5})$/.exec(rest) ?? [];
  if (host === undefined || Number(port) > 65_535 || scheme === undefined || scheme === 'unix')
    throw new DomainError(
      'invalid',
      'door-invalid',
      `"${url}" is no door. Write unix:///path, tcp://127.0.0.1:7375, tls://host:port or fd://.`,
    );
  const bare = host.replaceAll(/[[\]]/g, '');
  return { kind: 'tcp', host: bare, port: Number(port), isSecure: scheme === 'tls' || !isLoopback(bare) };
}

/** The absolute path of a socket. @throws DomainError `door-invalid` when the system cannot bind to it */
export function socketPath(path: string): string {
  const whole = resolve(path);
  const bytes = Buffer.byteLength(whole);
  if (bytes <= longestSocketPath && !whole.includes('\0')) return whole;
  throw new DomainError(
    'invalid',
    'door-invalid',
    `${whole} has ${bytes} bytes, and the path of a socket at most ${longestSocketPath}. Choose a shorter one, for instance in /run.`,
  );
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  const mapped = host.toLowerCase().replace(/^::ffff:/, '');
  return isIP(mapped) === 4 && mapped.startsWith('127.');
}
