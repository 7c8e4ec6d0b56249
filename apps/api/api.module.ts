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
import { Engine, PrunePlans } from '#engine';
import type { EventStore } from '#event-sourcing';
import {
  AddressQueries,
  AuditQueries,
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
import { Identities } from './engine-api/doors/identify.js';
import { EngineServer } from './engine-api/engine-server.js';
import { FrontDoor } from './engine-api/front-door.js';
import { TokenDirectory } from './identity/token-directory.js';
import { BLOBS, HOSTS, OUTPUTS, PROJECTOR, RUNTIME, SETTINGS, STORE } from './injection-tokens.js';
import { JobEnds } from './job-ends.js';
import { QueueRoom } from './queue-room.js';
import { AddressesController } from './rest/addresses/addresses.controller.js';
import { AuditController } from './rest/audit/audit.controller.js';
import { BuildsController } from './rest/builds/builds.controller.js';
import { Commands } from './rest/commands.js';
import { ContainersController } from './rest/containers/containers.controller.js';
import { DiffController } from './rest/diff/diff.controller.js';
import { DriftController } from './rest/drift/drift.controller.js';
import { EventsController } from './rest/events/events.controller.js';
import { GraphController } from './rest/graph/graph.controller.js';
import { HealthController } from './rest/health/health.controller.js';
import { HostsController } from './rest/hosts/hosts.controller.js';
import { ImagesController } from './rest/images/images.controller.js';
import { JobsController } from './rest/jobs/jobs.controller.js';
import { Moments } from './rest/moments.js';
import { NetworksController } from './rest/networks/networks.controller.js';
import { PortsController } from './rest/ports/ports.controller.js';
import { PruneController } from './rest/prune/prune.controller.js';
import { RepositoriesController } from './rest/repositories/repositories.controller.js';
import { RoutesController } from './rest/routes/routes.controller.js';
import { TokensController } from './rest/tokens/tokens.controller.js';
import { VolumesController } from './rest/volumes/volumes.controller.js';

/** What the API reads of the log all the time: tokens, and ends of jobs. */
@Injectable()
class ApiLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #logger = new Logger('API');
  #following: Promise<unknown> = Promise.resolve();
  #leasing: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(TokenDirectory) private readonly tokens: TokenDirectory,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(FrontDoor) private readonly door: FrontDoor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const after = await this.runtime.store.head();
    await this.tokens.load();
    if (this.settings.adminToken !== undefined) await this.tokens.ensureAdmin(this.settings.adminToken);
    this.#following = this.#follow(after).catch((error: unknown) =>
      this.#logger.error(`the log cannot be followed: ${String(error)}`),
    );
    await this.#serve();
  }

  /** Jobs of clients that are connected here run in this process: as long as it has its lease, they are its own. */
  async #serve(): Promise<void> {
    const { leases } = this.runtime;
    const { doors, worker } = this.settings;
    if (doors.length === 0) return;
    await leases.renew(worker);
    this.#leasing = keepRunning({
      name: 'lease',
      everyMs: 1_000,
      work: () => leases.renew(worker),
      signal: this.#stopping.signal,
      report: (message, error) => this.#logger.error(`${message} ${String(error ?? '')}`),
    });
    await this.door.open();
  }

  /** One reader of the log for all in this process. */
  async #follow(after: number): Promise<void> {
    const types = [...JobEnds.types, ...TokenDirectory.types, 'JobSignalled'];
    for await (const events of this.runtime.store.subscribe({ after, types, signal: this.#stopping.signal })) {
      this.tokens.takeIn(events.filter(({ type }) => TokenDirectory.types.includes(type)));
      this.ends.takeIn(events.filter(({ type }) => JobEnds.types.includes(type)));
      for (const event of events as readonly RecordedJobEvent[])
        if (event.type === 'JobSignalled')
          this.runtime.engine.deliver(event.stream.slice('job-'.length), event.data.signal, event.version);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.door.close();
    this.#stopping.abort();
    await Promise.all([this.#following, this.#leasing]);
    if (this.settings.doors.length > 0) await this.runtime.leases.end(this.settings.worker).catch(() => undefined);
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
        BuildsController,
        ContainersController,
        DiffController,
        DriftController,
        EventsController,
        GraphController,
        HealthController,
        HostsController,
        ImagesController,
        JobsController,
        NetworksController,
        PortsController,
        PruneController,
        RepositoriesController,
        RoutesController,
        TokensController,
        VolumesController,
      ],
      providers: [
        ...partsOf(runtime),
        ...readsOf(runtime),
        ...imageReadsOf(runtime),
        frontDoorOn(runtime, settings),
        { provide: SETTINGS, useValue: settings },
        ApiLifecycle,
        Commands,
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
    { provide: STORE, useValue: runtime.store },
    { provide: Engine, useValue: runtime.engine },
    { provide: AuditQueries, useValue: runtime.audit },
    { provide: JobQueries, useValue: runtime.jobs },
    { provide: PrunePlanQueries, useValue: runtime.prunePlans },
    { provide: PrunePlans, useValue: prunePlansOn(runtime) },
    { provide: JobEnds, useValue: new JobEnds() },
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

function frontDoorOn({ engine, hosts, outputs, blobs, jobs }: Runtime, settings: Settings): Provider {
  const { doors, auditQueries, queueLimit, binds } = settings;
  const room = new QueueRoom((host) => jobs.waiting(host), queueLimit);
  return {
    provide: FrontDoor,
    inject: [TokenDirectory, JobEnds],
    useFactory: (tokens: TokenDirectory, ends: JobEnds) => {
      const server = new EngineServer({ engine, hosts, outputs, blobs, ends, room, auditQueries, policy: { binds } });
      const host = hosts.has('local') ? 'local' : (hosts.keys().next().value ?? '');
      return new FrontDoor({ engine, server, identities: new Identities(tokens), urls: doors, host });
    },
  };
}

function prunePlansOn({ store, projector, jobs }: Runtime): PrunePlans {
  const unendedJobs = async () => {
    await projector.catchUp(readModels);
    return new Set((await jobs.unended()).map(({ id }) => id));
  };
  return new PrunePlans({ store, unendedJobs });
}
