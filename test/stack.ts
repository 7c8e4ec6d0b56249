import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseHostsConfig } from '#drivers';
import { connectClient } from '#queue';
import { createDatabase } from '#testing';
import { openRuntime, type Runtime, type RuntimeOverrides, type Settings } from '#runtime';
import supertest from 'supertest';
import { createApi } from '../apps/api/create-api.js';
import type { Report } from '#runtime';
import { Worker } from '../apps/worker/worker.js';

/** What a stack may have instead of the usual. */
export interface StackOptions extends RuntimeOverrides {
  /** False: no worker runs in this process; jobs wait for one that the test starts. */
  readonly worker?: boolean;
  readonly settings?: Partial<Settings>;
  /** The folder of the dashboard; none is served when left out. */
  readonly dashboard?: string;
  /** Gets each line that the API and the worker write to their logs. */
  readonly log?: (line: string) => void;
}

/** The API and a worker in this process, on a database and queues of their own, with a real Redis and a real Docker Engine. */
export interface Stack {
  readonly app: NestFastifyApplication;
  readonly runtime: Runtime;
  readonly settings: Settings;
  /** The secret of a token with all rights. */
  readonly token: string;
  /** A request as admin, or with another token's secret. */
  as(token?: string): supertest.Agent;
  stop(): Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const database = await createDatabase();
  const token = `lsh_${randomBytes(32).toString('base64url')}`;
  const settings = { ...settingsFor(database.url, token), ...options.settings };
  const apiSettings = { ...settings, worker: `${settings.worker}-api` };
  const runtime = openRuntime(apiSettings, options);
  const app = await createApi(runtime, apiSettings, options.log ? loggerOf(options.log) : false, options.dashboard);
  const report: Report = options.log ? lineBy(options.log) : (message, error) => console.warn(message, error ?? '');
  const workerRuntime = openRuntime(settings, options, report);
  const worker = new Worker(workerRuntime, settings, report);
  if (options.worker !== false) await worker.start();
  return {
    app,
    runtime,
    settings,
    token,
    as: (secret = token) => supertest.agent(app.getHttpServer()).set('authorization', `Bearer ${secret}`),
    async stop() {
      await worker.stop();
      await workerRuntime.close();
      await app.close();
      await removeQueues(settings);
      await database.drop();
    },
  };
}

function loggerOf(log: (line: string) => void): LoggerService {
  const line = lineBy(log);
  return { log: line, error: line, warn: line };
}

function lineBy(log: (line: string) => void): (...parts: unknown[]) => void {
  return (...parts) => log(parts.map((part) => inspect(part, { depth: 10 })).join(' '));
}

function settingsFor(databaseUrl: string, adminToken: string): Settings {
  const name = randomBytes(6).toString('hex');
  return {
    databaseUrl,
    redisUrl: process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379',
    secretKey: randomBytes(32).toString('base64'),
    queuePrefix: `test-${name}`,
    hosts: parseHostsConfig(process.env),
    port: 0,
    bind: '127.0.0.1',
    adminToken,
    doors: [],
    auditQueries: false,
    binds: [],
    sources: [],
    queueLimit: 10_000,
    lightJobs: 100,
    heavyJobs: 4,
    hostLabels: new Map(),
    shares: new Map(),
    diskEveryMs: 0,
    drainSeconds: 5,
    worker: `test-${name}`,
  };
}

async function removeQueues({ redisUrl, queuePrefix }: Settings): Promise<void> {
  const redis = connectClient(redisUrl);
  for (let cursor = '0'; ;) {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${queuePrefix}:*`, 'COUNT', 1_000);
    if (keys.length > 0) await redis.unlink(...keys);
    if (next === '0') break;
    cursor = next;
  }
  redis.disconnect();
}
