import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseHostsConfig } from '#drivers';
import { DomainError } from '#event-sourcing';
import { z } from 'zod';

const number = (fallback: number) => z.coerce.number().int().min(1).max(10_000).default(fallback);

const environment = z.object({
  DATABASE_URL: z.string().min(1, 'the URL of a Postgres, e.g. postgresql://user:password@127.0.0.1:5432/longshore'),
  REDIS_URL: z.string().min(1, 'the URL of a Redis, e.g. redis://:password@127.0.0.1:6379'),
  LONGSHORE_SECRET_KEY: z
    .string()
    .min(1, '32 random bytes in base64, the same for all processes: openssl rand -base64 32'),
  LONGSHORE_QUEUE_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .default('longshore'),
  LONGSHORE_PORT: z.coerce.number().int().min(0).max(65_535).default(7_300),
  LONGSHORE_BIND: z.string().default('127.0.0.1'),
  /** Where the Docker Engine API is served: `unix:///path`, `tcp://127.0.0.1:7375`, `tls://host:port`, `fd://`, with commas between. */
  LONGSHORE_DOORS: z.string().default(''),
  /** Whether the Docker Engine API records also what only asks. */
  LONGSHORE_AUDIT_QUERIES: z.stringbool().default(false),
  /** Paths of the hosts that everybody who may run may mount, with commas between. */
  LONGSHORE_BINDS: z.string().default(''),
  /** Where contexts may be fetched from: `host`, `host:port`, `*.example.com`, with commas between. */
  LONGSHORE_SOURCES: z.string().default(''),
  LONGSHORE_QUEUE_LIMIT: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  LONGSHORE_TLS_DIR: z.string().optional(),
  LONGSHORE_ADMIN_TOKEN: z
    .string()
    .regex(/^lsh_[\w-]{43}$/, '"lsh_" and 32 random bytes in base64url')
    .optional(),
  LONGSHORE_LIGHT_JOBS: number(100),
  LONGSHORE_HEAVY_JOBS: number(4),
  /** Labels of hosts, which batches may ask for: `local:disk=ssd,arch=amd64;other:disk=hdd`. */
  LONGSHORE_HOST_LABELS: z.string().default('').transform(labelsByHost),
  /** Weights of actors, by which their builds share the hosts: `alice=3,bob=1`. */
  LONGSHORE_SHARES: z.string().default('').transform(weights),
  /** A worker measures what each host takes of its disk at most so often; 0: never. */
  LONGSHORE_DISK_MINUTES: z.coerce.number().min(0).max(10_080).default(10),
  LONGSHORE_DRAIN_SECONDS: z.coerce.number().min(0).max(3_600).default(10),
  LONGSHORE_HEARTBEAT: z.string().min(1).optional(),
});

/** What a process is told by its environment. */
export interface Settings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** 32 bytes, base64. */
  readonly secretKey: string;
  /** Begins every key in Redis. */
  readonly queuePrefix: string;
  /** The hosts by name, with their URLs. */
  readonly hosts: ReadonlyMap<string, string>;
  readonly port: number;
  readonly bind: string;
  /** The URLs at which the Docker Engine API is served. */
  readonly doors: readonly string[];
  readonly auditQueries: boolean;
  /** Paths of the hosts that may be mounted, exactly as they are, without the right `host`. */
  readonly binds: readonly string[];
  /** Where contexts may be fetched from. */
  readonly sources: readonly string[];
  /** How many jobs may wait for a host before the Docker Engine API answers 429. */
  readonly queueLimit: number;
  /** A folder with ca.pem, cert.pem and key.pem, for doors that speak TLS. */
  readonly tlsDirectory?: string;
  readonly adminToken?: string;
  /** How many light jobs of a host one worker runs at once. */
  readonly lightJobs: number;
  /** How many builds and transfers of a host one worker runs at once. */
  readonly heavyJobs: number;
  readonly hostLabels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** The weights of actors in the sharing of hosts; 1 of who is not named. */
  readonly shares: ReadonlyMap<string, number>;
  /** How long after a measurement of a host's disk the next one comes, at the least; 0: none is made. */
  readonly diskEveryMs: number;
  /** How long a worker that stops lets its jobs end before it hands them back. */
  readonly drainSeconds: number;
  /** A file that a worker writes each time it has renewed its lease: its age tells whether the worker is well. */
  readonly heartbeat?: string;
  /** Names this process among all that ever ran. */
  readonly worker: string;
}

/**
 * Reads the settings. Each variable may stand in a file instead, which `<NAME>_FILE` names: what is in a container's
 * environment, `docker inspect` shows to everybody who may use the host.
 *
 * @throws DomainError `settings-invalid` that names every variable which is missing or wrong
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environment.safeParse({ ...env, ...valuesInFiles(env) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new DomainError('invalid', 'settings-invalid', `The environment is not complete. ${faults.join('; ')}.`);
  }
  const { data } = parsed;
  return {
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    secretKey: data.LONGSHORE_SECRET_KEY,
    queuePrefix: data.LONGSHORE_QUEUE_PREFIX,
    hosts: parseHostsConfig(env),
    port: data.LONGSHORE_PORT,
    bind: data.LONGSHORE_BIND,
    doors: listOf(data.LONGSHORE_DOORS),
    auditQueries: data.LONGSHORE_AUDIT_QUERIES,
    binds: listOf(data.LONGSHORE_BINDS),
    sources: listOf(data.LONGSHORE_SOURCES),
    queueLimit: data.LONGSHORE_QUEUE_LIMIT,
    ...(data.LONGSHORE_TLS_DIR && { tlsDirectory: data.LONGSHORE_TLS_DIR }),
    ...(data.LONGSHORE_ADMIN_TOKEN !== undefined && { adminToken: data.LONGSHORE_ADMIN_TOKEN }),
    lightJobs: data.LONGSHORE_LIGHT_JOBS,
    heavyJobs: data.LONGSHORE_HEAVY_JOBS,
    hostLabels: data.LONGSHORE_HOST_LABELS,
    shares: data.LONGSHORE_SHARES,
    diskEveryMs: data.LONGSHORE_DISK_MINUTES * 60_000,
    drainSeconds: data.LONGSHORE_DRAIN_SECONDS,
    ...(data.LONGSHORE_HEARTBEAT !== undefined && { heartbeat: data.LONGSHORE_HEARTBEAT }),
    worker: `${process.pid}-${randomBytes(6).toString('hex')}`,
  };
}

function labelsByHost(text: string, context: z.RefinementCtx): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const hosts = text.split(';').filter((part) => part.trim() !== '');
  return new Map(
    hosts.map((part) => {
      const [host = '', labels = ''] = splitAt(part, ':');
      return [host, Object.fromEntries(pairsIn(labels, context))];
    }),
  );
}

function weights(text: string, context: z.RefinementCtx): ReadonlyMap<string, number> {
  const all = pairsIn(text, context).map(([actor, weight]) => [actor, Number(weight)] as const);
  if (all.some(([, weight]) => !(weight > 0)))
    context.addIssue({ code: 'custom', message: 'weights are numbers above 0, e.g. alice=3,bob=1' });
  return new Map(all);
}

function pairsIn(text: string, context: z.RefinementCtx): readonly (readonly [string, string])[] {
  return listOf(text).map((pair) => {
    const [name = '', value] = splitAt(pair, '=');
    if (name === '' || value === undefined)
      context.addIssue({ code: 'custom', message: `"${pair}" is not name=value` });
    return [name, value ?? ''];
  });
}

function splitAt(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text.trim()] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function valuesInFiles(env: NodeJS.ProcessEnv): Record<string, string> {
  const named = Object.keys(environment.shape).flatMap((name) => {
    const file = env[`${name}_FILE`];
    return env[name] === undefined && file !== undefined ? [[name, readValue(name, file)] as const] : [];
  });
  return Object.fromEntries(named);
}

function readValue(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new DomainError(
      'invalid',
      'settings-invalid',
      `${name}_FILE: ${file} cannot be read; it holds the value of ${name}.`,
      { cause },
    );
  }
}
