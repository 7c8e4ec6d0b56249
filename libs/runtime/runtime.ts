import { eventCatalog } from '#domain';
import { openHosts } from '#drivers';
import { Engine, type Handlers, type Hosts } from '#engine';
import type { EventStore, Projector, RecordedEvent } from '#event-sourcing';
import { LogListener, PostgresEventStore, PostgresProjector, raiseEvents } from '#event-store';
import {
  OutputBell,
  PostgresBlobStore,
  PostgresLocks,
  PostgresOutputStore,
  PostgresWorkerLeases,
  SealedSecretStore,
} from '#job-store';
import { type Database, openDatabase, type Prisma } from '#prisma';
import { connectClient, JobQueue } from '#queue';
import { FactQueries, type HostReads, JobQueries, openHostReads } from '#read-models';
import type { Redis } from 'ioredis';
import type { Settings } from './settings.js';

/** The parts of a process, put together: the ports of the Engine on their adapters. */
export interface Runtime {
  readonly blobs: PostgresBlobStore;
  readonly database: Database;
  readonly engine: Engine;
  readonly facts: FactQueries;
  readonly hosts: Hosts;
  readonly jobs: JobQueries;
  readonly leases: PostgresWorkerLeases;
  readonly outputs: PostgresOutputStore;
  readonly projector: Projector<Prisma.TransactionClient>;
  readonly queue: JobQueue;
  readonly reads: HostReads;
  readonly redis: Redis;
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Parts that a test or a benchmark may put in other ones for. */
export interface RuntimeOverrides {
  readonly hosts?: Hosts;
  readonly handlers?: Handlers;
}

/** Opens what `settings` name. Nothing is connected yet; the first use does. */
export function openRuntime(settings: Settings, overrides: RuntimeOverrides = {}): Runtime {
  const database = openDatabase(settings.databaseUrl, { connections: 16 });
  const listener = new LogListener(database);
  const store = new PostgresEventStore({ database, catalog: eventCatalog, listener });
  const redis = connectClient(settings.redisUrl);
  const subscriber = connectClient(settings.redisUrl);
  const locks = new PostgresLocks(settings.databaseUrl);
  const queue = new JobQueue(redis, settings.queuePrefix);
  const parts = {
    store,
    hosts: overrides.hosts ?? openHosts(settings.hosts),
    blobs: new PostgresBlobStore(database),
    leases: new PostgresWorkerLeases(database),
    outputs: new PostgresOutputStore(database, new OutputBell(redis, subscriber, settings.queuePrefix)),
  };
  const secrets = new SealedSecretStore(database, settings.secretKey);
  const engine = new Engine({
    ...parts,
    locks,
    secrets,
    worker: settings.worker,
    ...(overrides.handlers && { handlers: overrides.handlers }),
  });
  const raise = (events: readonly RecordedEvent[]) => raiseEvents(events, eventCatalog);
  return {
    ...parts,
    database,
    engine,
    facts: new FactQueries(database, raise),
    jobs: new JobQueries(database),
    projector: new PostgresProjector({ database, catalog: eventCatalog, listener }),
    queue,
    reads: openHostReads(database, raise),
    redis,
    async close() {
      await queue.close();
      redis.disconnect();
      subscriber.disconnect();
      await locks.close();
      await database.close();
    },
  };
}
