import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Batches, BatchTeller, Engine, PrunePlans } from '#engine';
import type { EventStore } from '#event-sourcing';
import {
  AddressQueries,
  AuditQueries,
  BuildQueries,
  ContainerHistory,
  ContainerQueries,
  DiffQueries,
  DiskQueries,
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
import type { Runtime, Settings } from '#runtime';
import { ApiLifecycle } from './api-lifecycle.js';
import { doorsOn } from './doors.providers.js';
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
import { InnerPowers } from './rest/containers/inner-powers.js';
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
import { RegistriesController } from './rest/registries/registries.controller.js';
import { RepositoriesController } from './rest/repositories/repositories.controller.js';
import { RoutesController } from './rest/routes/routes.controller.js';
import { SessionController } from './rest/session/session.controller.js';
import { Listening } from './rest/streams/listening.js';
import { LogsController } from './rest/streams/logs.controller.js';
import { StatsController } from './rest/streams/stats.controller.js';
import { TerminalController } from './rest/terminal/terminal.controller.js';
import { Terminals } from './rest/terminal/terminals.js';
import { TokensController } from './rest/tokens/tokens.controller.js';
import { VolumesController } from './rest/volumes/volumes.controller.js';

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
        RegistriesController,
        RepositoriesController,
        RoutesController,
        SessionController,
        StatsController,
        TerminalController,
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
        InnerPowers,
        Listening,
        Moments,
        Terminals,
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
    { provide: DiskQueries, useValue: runtime.disks },
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
