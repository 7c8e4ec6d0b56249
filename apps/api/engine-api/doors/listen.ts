import { once } from 'node:events';
import { chmod, rm, stat } from 'node:fs/promises';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { DomainError } from '#event-sourcing';

/** Where a door is: `unix:///path` (or a relative one), `tcp://host:port`, `fd://3`. */
export type DoorUrl =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'fd'; readonly fd: number };

/** @throws DomainError `door-invalid` */
export function readDoorUrl(url: string): DoorUrl {
  const [, scheme, rest = ''] = /^(unix|tcp|fd):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === 'unix' && rest !== '') return { kind: 'unix', path: rest };
  if (scheme === 'fd') return { kind: 'fd', fd: firstFd(rest) };
  const [, host, port] = /^(\[[0-9a-fA-F:]+\]|[^:/]+):(\d{1,5})$/.exec(rest) ?? [];
  if (scheme === 'tcp' && host !== undefined)
    return { kind: 'tcp', host: host.replaceAll(/[[\]]/g, ''), port: Number(port) };
  throw new DomainError(
    'invalid',
    'door-invalid',
    `"${url}" is no door. Write unix:///path, tcp://host:port or fd://.`,
  );
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Makes a server listen at a door. Of a socket, only its owner may connect. */
export async function listen(server: Server, door: DoorUrl): Promise<void> {
  if (door.kind === 'unix') await removeStale(door.path);
  const listening = once(server, 'listening');
  if (door.kind === 'unix') {
    // Between listen and chmod nobody else shall get in.
    const before = process.umask(0o177);
    server.listen(door.path);
    process.umask(before);
  } else if (door.kind === 'tcp') server.listen(door.port, door.host);
  else server.listen({ fd: door.fd });
  await listening;
  if (door.kind === 'unix') await chmod(door.path, 0o600);
}

/** systemd passes sockets from 3 on. */
function firstFd(rest: string): number {
  if (process.env['LISTEN_PID'] !== String(process.pid))
    throw new DomainError(
      'invalid',
      'door-invalid',
      'fd:// wants a socket of systemd, and LISTEN_PID names another process.',
    );
  return rest === '' ? 3 : Number(rest);
}

/** A socket that nobody listens at any more is left from a process that was killed. */
async function removeStale(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isSocket()) return;
  const probe = connect(path);
  const isAlive = await new Promise<boolean>((resolve) => {
    probe.once('connect', () => resolve(true));
    probe.once('error', () => resolve(false));
  });
  probe.destroy();
  if (!isAlive) await rm(path, { force: true });
}
