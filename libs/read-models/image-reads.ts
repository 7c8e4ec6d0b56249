import type { Database } from '#prisma';
import { FactLog } from './fact-log.js';
import type { RaiseEvents } from './fact-queries.js';
import { GraphQueries } from './graph-queries.js';
import { ImageFinder } from './image-finder.js';
import { ImageQueries } from './image-queries.js';
import { RepositoryQueries } from './repository-queries.js';

/** What can be asked of images, their names and how they descend, now and before. */
export interface ImageReads {
  readonly graph: GraphQueries;
  readonly images: ImageQueries;
  readonly repositories: RepositoryQueries;
}

export function openImageReads(database: Database, raise: RaiseEvents): ImageReads {
  const log = new FactLog(database, raise);
  return {
    graph: new GraphQueries(database),
    images: new ImageQueries(database, log, new ImageFinder(database, log)),
    repositories: new RepositoryQueries(database, log),
  };
}
