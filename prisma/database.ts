import { PrismaPg } from '@prisma/adapter-pg';
import { Client, Pool, type PoolConfig } from 'pg';
import { PrismaClient } from './generated/client.js';

/** The role that Longshore works as: it may not change or delete an event. The first migration makes it. */
export const applicationRole = 'longshore_app';

/** How a database is opened. */
export interface OpenDatabase {
  /** At most so many connections at once; the ones beyond wait. */
  readonly connections?: number;
  /** What Postgres shows as the client's name in pg_stat_activity. */
  readonly applicationName?: string;
  /** The schema of the read models: the one that is read, unless it is said otherwise. */
  readonly readModels?: 'read_models' | 'read_models_spare';
}

/** A process's way to its Postgres database. */
export interface Database {
  readonly prisma: PrismaClient;
  /** Opens a connection beside the pool's, for LISTEN. The caller ends it. */
  connect(): Promise<Client>;
  close(): Promise<void>;
}

/**
 * Opens a pool of connections to Postgres that work as the application's role, whoever `url` logs in as. It does not
 * connect yet: the first query does, and fails when it cannot.
 */
export function openDatabase(url: string, options: OpenDatabase = {}): Database {
  const config: PoolConfig = {
    connectionString: asApplication(url, options.readModels ?? 'read_models'),
    application_name: options.applicationName ?? 'longshore',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    max: options.connections ?? 10,
  };
  const pool = new Pool(config);
  pool.on('error', () => undefined); // a connection broke that nobody was using: the pool makes another
  // A connection that is being ended may still be told that it is terminated, when nobody listens any more.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    async connect() {
      const client = new Client(config);
      await client.connect();
      return client;
    },
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** The same url with `role`, and with the read models in reach, among the options that Postgres is started a session with; other options are kept. */
function asApplication(url: string, readModels: string): string {
  const [address = '', query] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const options = [parameters.get('options'), `-c role=${applicationRole}`, `-c search_path=${readModels},public`];
  parameters.set('options', options.filter(Boolean).join(' '));
  return `${address}?${parameters.toString()}`;
}
