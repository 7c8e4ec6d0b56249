import {
  type DynamicModule,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import type { RecordedJobEvent } from '#domain';
import { Batches, BatchTeller, Engine, PrunePlans } from '#engine';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import {
  AddressQueries,
  AuditQueries,
  BuildQueries,
  ContainerHistory,
  ContainerQueries,
  DiffQueries,
  DriftQueries,
  GraphQueries,
  ImageQueries,
  JobQueries,
  NetworkQueries,
  PortQueries,
  PrunePlanQueries,
  readModels,
  RepositoryQueries,
  VolumeQueries,
} from '#read-models';
import { keepRunning, type Runtime, type Settings } from '#runtime';
import { doorsOn } from './doors.providers.js';
import { FrontDoor } from './engine-api/front-door.js';
import { DoorDirectory } from './identity/door-directory.js';
import { Sessions } from './identity/sessions.js';
import { TokenDirectory } from './identity/token-directory.js';
import { BLOBS, HOSTS, OUTPUTS, PROJECTOR, RUNTIME, SETTINGS, SOURCES, STORE } from './injection-tokens.js';
import { JobEnds } from './job-ends.js';
import { AddressesController } from './rest/addresses/addresses.controller.js';
import { AuditController } from './rest/audit/audit.controller.js';
import { BuildRecordsController } from './rest/builds/build-records.controller.js';
import { BatchGraphController } from './rest/batches/batch-graph.controller.js';
import { BatchIntakeController } from './rest/batches/batch-intake.controller.js';
import { BuildsController } from './rest/builds/builds.controller.js';
import { Commands } from './rest/commands.js';
import { ContainersController } from './rest/containers/containers.controller.js';
import { DiffController } from './rest/diff/diff.controller.js';
import { DockerfilesController } from './rest/dockerfiles/dockerfiles.controller.js';
import { DoorsController } from './rest/doors/doors.controller.js';
import { DriftController } from './rest/drift/drift.controller.js';
import { EventsController } from './rest/events/events.controller.js';
import { GraphController } from './rest/graph/graph.controller.js';
import { HealthController } from './rest/health/health.controller.js';
import { BatchesController } from './rest/batches/batches.controller.js';
import { HostsController } from './rest/hosts/hosts.controller.js';
import { ImagesController } from './rest/images/images.controller.js';
import { JobsController } from './rest/jobs/jobs.controller.js';
import { Moments } from './rest/moments.js';
import { NetworksController } from './rest/networks/networks.controller.js';
import { PortsController } from './rest/ports/ports.controller.js';
import { PruneController } from './rest/prune/prune.controller.js';
import { RepositoriesController } from './rest/repositories/repositories.controller.js';
import { RoutesController } from './rest/routes/routes.controller.js';
import { SessionController } from './rest/session/session.controller.js';
import { Listening } from './rest/streams/listening.js';
import { LogsController } from './rest/streams/logs.controller.js';
import { StatsController } from './rest/streams/stats.controller.js';
import { TokensController } from './rest/tokens/tokens.controller.js';
import { VolumesController } from './rest/volumes/volumes.controller.js';
import { ServingLease } from './serving-lease.js';

/** A door that could not be opened is tried again so often. */
const doorsMs = 2_000;
/** What was served ends within this, or is ended by a worker. */
const lastServedMs = 2_000;

/** What the API reads of the log all the time: tokens, doors, and ends of jobs. */
@Injectable()
class ApiLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #logger = new Logger('API');
  #following: Promise<unknown> = Promise.resolve();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(TokenDirectory) private readonly tokens: TokenDirectory,
    @Inject(DoorDirectory) private readonly doors: DoorDirectory,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(FrontDoor) private readonly frontDoor: FrontDoor,
    @Inject(ServingLease) private readonly lease: ServingLease,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const after = await this.runtime.store.head();
    await Promise.all([this.tokens.load(), this.doors.load()]);
    if (this.settings.adminToken !== undefined) await this.tokens.ensureAdmin(this.settings.adminToken);
    this.#following = this.#follow(after).catch((error: unknown) =>
      this.#logger.error(`the log cannot be followed: ${String(error)}`),
    );
    await this.#serve();
  }

  /** Opens the doors of the settings, which must open, and those that were added, which are tried again. */
  async #serve(): Promise<void> {
    await this.runtime.answers.listen();
    await this.frontDoor.open();
    this.#opening = keepRunning({
      name: 'opening of doors',
      everyMs: doorsMs,
      work: () => this.frontDoor.follow(this.doors.list()),
      signal: this.#stopping.signal,
      report: (message, error) => this.#logger.error(`${message} ${String(error ?? '')}`),
    });
  }

  /** One reader of the log for all in this process. */
  async #follow(after: number): Promise<void> {
    const types = [...DoorDirectory.types, ...JobEnds.types, ...TokenDirectory.types, 'JobSignalled'];
    for await (const events of this.runtime.store.subscribe({ after, types, signal: this.#stopping.signal })) {
      this.tokens.takeIn(events.filter(({ type }) => TokenDirectory.types.includes(type)));
      this.#followDoors(events);
      this.ends.takeIn(events.filter(({ type }) => JobEnds.types.includes(type)));
      for (const event of events as readonly RecordedJobEvent[])
        if (event.type === 'JobSignalled')
          this.runtime.engine.deliver(event.stream.slice('job-'.length), event.data.signal, event.version);
    }
  }

  #followDoors(events: readonly RecordedEvent[]): void {
    const changes = events.filter(({ type }) => DoorDirectory.types.includes(type));
    if (changes.length === 0) return;
    this.doors.takeIn(changes);
    void this.frontDoor.follow(this.doors.list());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.frontDoor.close();
    // Clients have gone by now; what was served to them is still to be recorded as ended.
    await this.runtime.engine.drain(lastServedMs);
    this.#stopping.abort();
    await Promise.all([this.#following, this.#opening]);
    await this.lease.end();
    await this.runtime.close();
  }
}

@Module({})
export class ApiModule {
  static forRuntime(runtime: Runtime, settings: Settings): DynamicModule {
    return {
      module: ApiModule,
      controllers: [
        AddressesController,
        AuditController,
        BuildRecordsController,
        BatchGraphController,
        BatchIntakeController,
        BuildsController,
        ContainersController,
        DiffController,
        DockerfilesController,
        DoorsController,
        DriftController,
        EventsController,
        GraphController,
        HealthController,
        BatchesController,
        HostsController,
        ImagesController,
        JobsController,
        LogsController,
        NetworksController,
        PortsController,
        PruneController,
        RepositoriesController,
        RoutesController,
        SessionController,
        StatsController,
        TokensController,
        VolumesController,
      ],
      providers: [
        ...partsOf(runtime),
        ...readsOf(runtime),
        ...imageReadsOf(runtime),
        ...doorsOn(runtime, settings),
        { provide: SETTINGS, useValue: settings },
        ApiLifecycle,
        Commands,
        Listening,
        Moments,
      ],
    };
  }
}

function partsOf(runtime: Runtime): Provider[] {
  return [
    { provide: RUNTIME, useValue: runtime },
    { provide: BLOBS, useValue: runtime.blobs },
    { provide: HOSTS, useValue: runtime.hosts },
    { provide: OUTPUTS, useValue: runtime.outputs },
    { provide: PROJECTOR, useValue: runtime.projector },
    { provide: SOURCES, useValue: runtime.sources },
    { provide: STORE, useValue: runtime.store },
    { provide: Batches, useValue: runtime.batches },
    { provide: Engine, useValue: runtime.engine },
    { provide: BatchTeller, useValue: runtime.batchTeller },
    { provide: AuditQueries, useValue: runtime.audit },
    { provide: BuildQueries, useValue: runtime.builds },
    { provide: JobQueries, useValue: runtime.jobs },
    { provide: PrunePlanQueries, useValue: runtime.prunePlans },
    { provide: PrunePlans, useValue: prunePlansOn(runtime) },
    { provide: JobEnds, useValue: new JobEnds() },
    { provide: Sessions, useValue: new Sessions(runtime.database) },
    { provide: TokenDirectory, useFactory: (store: EventStore) => new TokenDirectory(store), inject: [STORE] },
  ];
}

function readsOf({ reads }: Runtime): Provider[] {
  return [
    { provide: AddressQueries, useValue: reads.addresses },
    { provide: ContainerHistory, useValue: reads.lives },
    { provide: ContainerQueries, useValue: reads.containers },
    { provide: DiffQueries, useValue: reads.diffs },
    { provide: DriftQueries, useValue: reads.drift },
    { provide: NetworkQueries, useValue: reads.networks },
    { provide: PortQueries, useValue: reads.ports },
    { provide: VolumeQueries, useValue: reads.volumes },
  ];
}

function imageReadsOf({ imageReads }: Runtime): Provider[] {
  return [
    { provide: GraphQueries, useValue: imageReads.graph },
    { provide: ImageQueries, useValue: imageReads.images },
    { provide: RepositoryQueries, useValue: imageReads.repositories },
  ];
}

function prunePlansOn({ store, projector, jobs }: Runtime): PrunePlans {
  const unendedJobs = async () => {
    await projector.catchUp(readModels);
    return new Set((await jobs.unended()).map(({ id }) => id));
  };
  return new PrunePlans({ store, unendedJobs });
}
