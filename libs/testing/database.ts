import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { Client, escapeIdentifier } from 'pg';

/** A database of its own, for one spec file or one benchmark. */
export interface ThrowAwayDatabase {
  /** Logs in as whoever DATABASE_URL logs in as. */
  readonly url: string;
  /** Ends what is still connected and removes it. */
  drop(): Promise<void>;
}

/** Tests and benchmarks, compiled or not, run from the root of the project. */
const migrations = new URL('prisma/migrations/', `file://${process.cwd()}/`);

/** Makes a database with all migrations, to be cloned. `server` is the url of any database there, as superuser. */
export async function migrateTemplate(server = serverUrl()): Promise<ThrowAwayDatabase> {
  const template = await createEmpty(server, '');
  const client = await connect(template.url);
  try {
    for (const name of (await readdir(migrations)).filter((entry) => /^\d/.test(entry)).toSorted()) {
      await client.query(await readFile(new URL(`${name}/migration.sql`, migrations), 'utf8'));
    }
  } finally {
    await client.end();
  }
  return template;
}

/** Clones the template that vitest's global set-up made, or another one. */
export function createDatabase(template = templateUrl()): Promise<ThrowAwayDatabase> {
  return createEmpty(template, `template ${quoted(databaseName(template))}`);
}

async function createEmpty(url: string, options: string): Promise<ThrowAwayDatabase> {
  const name = `longshore_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, `create database ${quoted(name)} ${options}`);
  return {
    url: withDatabase(url, name),
    drop: () => onServer(url, `drop database if exists ${quoted(name)} with (force)`),
  };
}

/** Runs one statement on the server's own database: no other may be in use while a clone is made or dropped. */
async function onServer(url: string, statement: string): Promise<void> {
  const client = await connect(withDatabase(url, 'postgres'));
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function databaseName(url: string): string {
  return new URL(url).pathname.slice(1);
}

function quoted(name: string): string {
  return escapeIdentifier(name);
}

function serverUrl(): string {
  return fromEnvironment('DATABASE_URL', 'set it to a Postgres where databases may be made, or run ./longshore test');
}

function templateUrl(): string {
  return fromEnvironment('LONGSHORE_TEST_TEMPLATE', "libs/testing/global-setup.ts is vitest's globalSetup");
}

function fromEnvironment(name: string, remedy: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: ${remedy}`);
  return value;
}
