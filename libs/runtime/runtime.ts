import { eventCatalog } from '#domain';
import { openHosts } from '#drivers';
import {
  Batches,
  BatchTeller,
  Dispatcher,
  Engine,
  type Handlers,
  type Hosts,
  Outlook,
  type SourceFetcher,
} from '#engine';
import type { EventStore, Projector, RecordedEvent } from '#event-sourcing';
import { LogListener, PostgresEventStore, PostgresProjector, raiseEvents } from '#event-store';
import {
  JobAnswers,
  OutputBell,
  PostgresBlobStore,
  PostgresLeadership,
  PostgresLocks,
  PostgresOutputStore,
  PostgresWorkerLeases,
  SealedSecretStore,
} from '#job-store';
import { HostObservers } from '#observer';
import { type Database, openDatabase, type Prisma } from '#prisma';
import { connectClient, JobQueue } from '#queue';
import {
  AuditQueries,
  BatchQueries,
  BuildQueries,
  DiskQueries,
  FactQueries,
  type HostReads,
  type ImageReads,
  JobQueries,
  openHostReads,
  openImageReads,
  PrunePlanQueries,
  readModels,
} from '#read-models';
import { GuardedSources, parseSourceHosts } from '#sources';
import type { Redis } from 'ioredis';
import { imagesOf, platformsOf } from './hosts-asked.js';
import type { Settings } from './settings.js';

/** The parts of a process, put together: the ports of the Engine on their adapters. */
export interface Runtime {
  readonly answers: JobAnswers;
  readonly audit: AuditQueries;
  readonly batches: Batches;
  readonly batchTeller: BatchTeller;
  readonly blobs: PostgresBlobStore;
  readonly builds: BuildQueries;
  readonly database: Database;
  readonly disks: DiskQueries;
  readonly dispatcher: Dispatcher;
  readonly engine: Engine;
  readonly facts: FactQueries;
  readonly hosts: Hosts;
  readonly imageReads: ImageReads;
  readonly jobs: JobQueries;
  readonly leadership: PostgresLeadership;
  readonly leases: PostgresWorkerLeases;
  readonly observers: HostObservers;
  readonly outputs: PostgresOutputStore;
  readonly projector: Projector<Prisma.TransactionClient>;
  readonly prunePlans: PrunePlanQueries;
  readonly queue: JobQueue;
  readonly reads: HostReads;
  readonly redis: Redis;
  readonly sources: SourceFetcher;
  readonly store: EventStore;
  close(): Promise<void>;
}

/** Parts that a test or a benchmark may put in other ones for. */
export interface RuntimeOverrides {
  readonly hosts?: Hosts;
  readonly handlers?: Handlers;
}

/** Opens what `settings` name. Nothing is connected yet; the first use does. What goes wrong beside any call is told to `report`. */
export function openRuntime(
  settings: Settings,
  overrides: RuntimeOverrides = {},
  report: (message: string, error?: unknown) => void = () => undefined,
): Runtime {
  const database = openDatabase(settings.databaseUrl, { connections: 16 });
  const listener = new LogListener(database);
  const store = new PostgresEventStore({ database, catalog: eventCatalog, listener });
  const redis = connectClient(settings.redisUrl);
  const subscriber = connectClient(settings.redisUrl);
  const locks = new PostgresLocks(settings.databaseUrl);
  const queue = new JobQueue(redis, settings.queuePrefix);
  const answers = new JobAnswers(redis, subscriber, settings.queuePrefix);
  const parts = {
    answers,
    store,
    hosts: overrides.hosts ?? openHosts(settings.hosts),
    blobs: new PostgresBlobStore(database),
    leases: new PostgresWorkerLeases(database),
    outputs: new PostgresOutputStore(database, new OutputBell(redis, subscriber, settings.queuePrefix)),
  };
  const secrets = new SealedSecretStore(database, settings.secretKey);
  const jobs = new JobQueries(database);
  const audit = new AuditQueries(database);
  const projector = new PostgresProjector({ database, catalog: eventCatalog, listener });
  const raise = (events: readonly RecordedEvent[]) => raiseEvents(events, eventCatalog);
  const facts = new FactQueries(database, raise);
  const disks = new DiskQueries(database, raise);
  const upToDate = () => projector.catchUp(readModels);
  const observers = new HostObservers({
    ...parts,
    secrets,
    report,
    diskEveryMs: settings.diskEveryMs,
    newestDisk: (host) => disks.newest(host),
    newest: (host) => upToDate().then(() => facts.newest(host)),
    unended: () => upToDate().then(() => jobs.unendedAt()),
  });
  const engine = new Engine({
    ...parts,
    locks,
    observers,
    secrets,
    worker: settings.worker,
    ...(overrides.handlers && { handlers: overrides.handlers }),
  });
  const dispatching = {
    store,
    secrets,
    unended: () => upToDate().then(() => jobs.unendedOf('batch')),
    slots: () => parts.leases.slots(),
    labels: settings.hostLabels,
    platforms: () => platformsOf(parts.hosts),
    images: () => imagesOf(parts.hosts),
    shares: settings.shares,
  };
  const outlook = new Outlook(dispatching);
  return {
    ...parts,
    audit,
    batches: new Batches(store),
    batchTeller: new BatchTeller({ outlook, outputs: parts.outputs, reads: new BatchQueries(database, raise) }),
    builds: new BuildQueries(database, store, audit),
    database,
    disks,
    dispatcher: new Dispatcher(dispatching),
    engine,
    facts,
    imageReads: openImageReads(database, raise),
    jobs,
    leadership: new PostgresLeadership(database),
    observers,
    projector,
    prunePlans: new PrunePlanQueries(database, raise),
    queue,
    reads: openHostReads(database, raise),
    redis,
    sources: new GuardedSources(parseSourceHosts(settings.sources)),
    async close() {
      await outlook.close();
      await queue.close();
      redis.disconnect();
      subscriber.disconnect();
      await locks.close();
      await database.close();
    },
  };
}
