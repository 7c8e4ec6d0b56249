import { readFileSync, readlinkSync } from 'node:fs';
import { DomainError } from '#event-sourcing';

/** A socket that systemd listens at and hands to this process. */
export interface InheritedSocket {
  readonly fd: number;
  /** Of a unix socket; a TCP one has none. */
  readonly path?: string;
}

/** systemd passes sockets from 3 on. */
const first = 3;

/**
 * The sockets that `fd://` and what follows it mean: all, those of a name (FileDescriptorName=), or one by its number.
 *
 * @throws DomainError `door-invalid` when there are none, see sd_listen_fds(3)
 */
export function inheritedSockets(wanted: string, env: NodeJS.ProcessEnv = process.env): readonly InheritedSocket[] {
  const { LISTEN_FDS: count, LISTEN_PID: pid, LISTEN_FDNAMES: listed = '' } = env;
  if (count === undefined || pid === undefined)
    throw invalid(
      wanted,
      'LISTEN_FDS and LISTEN_PID are not set, so systemd passed no socket. Start it by a .socket unit',
    );
  if (pid !== String(process.pid))
    throw invalid(
      wanted,
      `LISTEN_PID is ${pid}, and this is process ${process.pid}. Start node itself, not by a shell`,
    );
  const names = listed.split(':');
  const all = Array.from({ length: Number(count) || 0 }, (_, index) => ({
    fd: first + index,
    name: names[index] ?? '',
  }));
  const meant = all.filter(({ fd, name }) => ['', '*', String(fd), name].includes(wanted));
  if (meant.length > 0) return meant.map(({ fd }) => ({ fd, ...pathOf(fd) }));
  const known = all.map(({ fd, name }) => (name === '' ? String(fd) : `${fd} (${name})`)).join(', ');
  throw invalid(wanted, `systemd passed ${known === '' ? 'no socket' : `these sockets only: ${known}`}`);
}

/** proc(5): /proc/net/unix has a row for each unix socket, with its inode in column 7 and its path in column 8. */
function pathOf(fd: number): { readonly path: string } | undefined {
  const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  const row = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[6] === inode);
  return row && { path: row[7] ?? '' };
}

function invalid(wanted: string, problem: string): DomainError {
  return new DomainError('invalid', 'door-invalid', `fd://${wanted}: ${problem}.`);
}
