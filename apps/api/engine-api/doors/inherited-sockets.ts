import { readFileSync, readlinkSync } from 'node:fs';
import { DomainError } from '#event-sourcing';

/** A socket that systemd listens at and hands to this process. */
export interface InheritedSocket {
  readonly fd: number;
  /** Of a unix socket; a TCP one has none. */
  readonly path?: string;
  /** Whether only this machine can reach it. */
  readonly isLocal: boolean;
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
  if (meant.length > 0) return meant.map(({ fd }) => ({ fd, ...placeOf(fd) }));
  const known = all.map(({ fd, name }) => (name === '' ? String(fd) : `${fd} (${name})`)).join(', ');
  throw invalid(wanted, `systemd passed ${known === '' ? 'no socket' : `these sockets only: ${known}`}`);
}

/** What proc(5) tells of a socket: /proc/net/unix has its inode and its path in columns 7 and 8, /proc/net/tcp in column 10 and its address in 2. */
function placeOf(fd: number): Omit<InheritedSocket, 'fd'> {
  const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
  const unix = rowsOf('/proc/net/unix').find((columns) => columns[6] === inode);
  if (unix) return { path: unix[7] ?? '', isLocal: true };
  const tcp = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(rowsOf).find((columns) => columns[9] === inode);
  return { isLocal: loopback.test(tcp?.[1] ?? '') };
}

/** 127.0.0.0/8, the same in IPv6, and ::1: in words of four bytes, the last one first. */
const loopback = /^(?:(?:0{16}FFFF0000)?[0-9A-F]{6}7F|0{24}01000000):/;

function rowsOf(table: string): readonly (readonly string[])[] {
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
}

function invalid(wanted: string, problem: string): DomainError {
  return new DomainError('invalid', 'door-invalid', `fd://${wanted}: ${problem}.`);
}
