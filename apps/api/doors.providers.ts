import type { Provider } from '@nestjs/common';
import type { EventStore } from '#event-sourcing';
import type { Runtime, Settings } from '#runtime';
import { Identities } from './engine-api/doors/identify.js';
import { EngineServer } from './engine-api/engine-server.js';
import { FrontDoor } from './engine-api/front-door.js';
import { DoorDirectory } from './identity/door-directory.js';
import { TokenDirectory } from './identity/token-directory.js';
import { STORE } from './injection-tokens.js';
import { JobEnds } from './job-ends.js';
import { QueueRoom } from './queue-room.js';
import { ServingLease } from './serving-lease.js';

/** The front door of the Docker Engine API, and what it stands on. */
export function doorsOn(
  { answers, engine, hosts, jobs, leases, outputs, blobs }: Runtime,
  settings: Settings,
): Provider[] {
  const { auditQueries, binds, doors: urls, queueLimit, tlsDirectory, worker } = settings;
  const room = new QueueRoom((name) => jobs.waiting(name), queueLimit);
  const host = hosts.has('local') ? 'local' : (hosts.keys().next().value ?? '');
  return [
    { provide: ServingLease, useValue: new ServingLease(leases, engine, worker) },
    {
      provide: DoorDirectory,
      useFactory: (store: EventStore, tokens: TokenDirectory) => new DoorDirectory(store, tokens),
      inject: [STORE, TokenDirectory],
    },
    {
      provide: Identities,
      useFactory: (tokens: TokenDirectory) => new Identities(tokens),
      inject: [TokenDirectory],
    },
    {
      provide: EngineServer,
      useFactory: (ends: JobEnds) =>
        new EngineServer({ answers, engine, hosts, outputs, blobs, ends, room, auditQueries, policy: { binds } }),
      inject: [JobEnds],
    },
    {
      provide: FrontDoor,
      useFactory: (server: EngineServer, identities: Identities, lease: ServingLease) =>
        new FrontDoor({
          engine,
          server,
          identities,
          lease,
          urls,
          host,
          ...(tlsDirectory !== undefined && { tlsDirectory }),
        }),
      inject: [EngineServer, Identities, ServingLease],
    },
  ];
}
