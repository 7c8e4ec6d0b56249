// Stands in for systemd's socket activation: listens at the places that it is given, and runs a program that inherits the sockets
// from 3 on. While the program runs, this process sleeps in spawnSync and takes no connection itself.
//
//   node activate.mjs <path of a socket | host:port>... -- <program> [args]
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const args = process.argv.slice(2);
const places = args.slice(0, args.indexOf('--'));
const [program, ...rest] = args.slice(args.indexOf('--') + 1);
const fds = [];
for (const place of places) {
  const [host, port] = place.split(':');
  const server = port === undefined ? createServer().listen(place) : createServer().listen(Number(port), host);
  await once(server, 'listening');
  fds.push(server._handle.fd);
}
// LISTEN_PID is the program's own: the shell becomes it.
const become = ['-c', 'LISTEN_PID=$$ exec "$0" "$@"', program, ...rest];
const { status, signal } = spawnSync('sh', become, {
  stdio: ['ignore', 'inherit', 'inherit', ...fds],
  env: { ...process.env, LISTEN_FDS: String(fds.length) },
});
process.exit(signal ? 1 : status);
