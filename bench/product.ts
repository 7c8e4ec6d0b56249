import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createDatabase, migrateTemplate } from '#testing';
import pg from 'pg';

/** The product's processes, as `./longshore up` starts them, on a database of their own. */
export interface Product extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
  readonly pids: readonly number[];
}

/** Which processes, and on which hosts: `stub` puts a host in memory in the place of the real ones. */
export interface ProductOptions {
  readonly stub: boolean;
  readonly worker: boolean;
  /** Called with the database before the processes start. */
  readonly prepare?: (databaseUrl: string) => Promise<void>;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the product; ready when its promise resolves. */
export async function startProduct({ stub, worker, prepare, env: further }: ProductOptions): Promise<Product> {
  await using cleanUp = new AsyncDisposableStack();
  const template = await migrateTemplate();
  cleanUp.defer(() => template.drop());
  const database = await createDatabase(template.url);
  cleanUp.defer(() => database.drop());
  await prepare?.(database.url);
  const token = `lsh_${randomBytes(32).toString('base64url')}`;
  const port = await freePort();
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    LONGSHORE_ADMIN_TOKEN: token,
    LONGSHORE_PORT: String(port),
    LONGSHORE_QUEUE_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    LONGSHORE_SECRET_KEY: randomBytes(32).toString('base64'),
    NODE_ENV: 'production',
    ...further,
  };
  const apps = worker ? ['api', 'worker'] : ['api'];
  const children = apps.map((app) => start(stub ? `bench/stub-${app}.js` : `apps/${app}/main.js`, env));
  cleanUp.defer(async () => void (await Promise.all(children.map(stop))));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, children);
  const all = cleanUp.move();
  return {
    url,
    token,
    databaseUrl: database.url,
    pids: children.flatMap(({ pid }) => pid ?? []),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function start(path: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [new URL(`../${path}`, import.meta.url).pathname], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function untilReady(url: string, children: readonly ChildProcess[]): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (children.some(({ exitCode }) => exitCode !== null)) break;
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await setTimeout(50);
  }
  throw new Error(`The API at ${url} did not become ready.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Plain pg on the product's database, for the direct way. */
export function plainPool(product: Product, connections: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: product.databaseUrl, max: connections });
  return pool.on('error', () => undefined); // a connection may be cut while the database is dropped
}
