import type { Database } from '#prisma';
import { AddressQueries } from './address-queries.js';
import { ContainerHistory } from './container-history.js';
import { ContainerQueries } from './container-queries.js';
import { DiffQueries } from './diff-queries.js';
import { DriftQueries } from './drift-queries.js';
import { FactLog } from './fact-log.js';
import type { RaiseEvents } from './fact-queries.js';
import { EntityFinder } from './find-entity.js';
import { NetworkQueries } from './network-queries.js';
import { PortQueries } from './port-queries.js';
import { VolumeQueries } from './volume-queries.js';

/** What can be asked of hosts' past and present. */
export interface HostReads {
  readonly addresses: AddressQueries;
  readonly containers: ContainerQueries;
  readonly diffs: DiffQueries;
  readonly drift: DriftQueries;
  readonly lives: ContainerHistory;
  readonly networks: NetworkQueries;
  readonly ports: PortQueries;
  readonly volumes: VolumeQueries;
}

export function openHostReads(database: Database, raise: RaiseEvents): HostReads {
  const log = new FactLog(database, raise);
  const finder = new EntityFinder(database, log);
  return {
    addresses: new AddressQueries(database, log),
    containers: new ContainerQueries(database, log, finder),
    diffs: new DiffQueries(database, log),
    drift: new DriftQueries(database, log),
    lives: new ContainerHistory(database, log, finder),
    networks: new NetworkQueries(database, log, finder),
    ports: new PortQueries(database),
    volumes: new VolumeQueries(database, log, finder),
  };
}
