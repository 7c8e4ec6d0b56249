import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, type ImageSnapshot, jobStream } from '#domain';
import type { EventMetadata, StreamAppend } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { type Database, openDatabase } from '#prisma';
import { type ImageReads, openImageReads, readModels } from '#read-models';
import { byJob, type Circumstances, contentOfImage, createDatabase, detailOf, dockerId, imageOf } from '#testing';

/** A log of a spec's own, and what reads images out of it. */
export interface OpenImages extends ImageReads {
  readonly database: Database;
  /** Records appends one by one, brings the read models up to them, and resolves with the position after each. */
  tell(...appends: readonly (StreamAppend | readonly StreamAppend[])[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function openImages(): Promise<OpenImages> {
  const throwAway = await createDatabase();
  const database = openDatabase(throwAway.url);
  const store = new PostgresEventStore({ database, catalog: eventCatalog });
  const projector = new PostgresProjector({ database, catalog: eventCatalog });
  return {
    ...openImageReads(database, (events) => events),
    database,
    async tell(...appends) {
      const positions: number[] = [];
      for (const append of appends) positions.push((await store.append([append].flat())).lastPosition);
      await projector.catchUp(readModels);
      return positions;
    },
    async close() {
      await database.close();
      await throwAway.drop();
    },
  };
}

/** A job, its submission, and the circumstances of facts that it brings about. */
export interface MadeUpJob {
  readonly id: string;
  readonly submission: StreamAppend;
  readonly circumstances: Circumstances;
}

/** A job of somebody's that was submitted; a build has a context. */
export function jobBy(actor: string, name: string): MadeUpJob {
  const id = randomUUIDv7();
  const metadata: EventMetadata = { actor: { kind: 'token', name: actor }, correlationId: id };
  const data = {
    name,
    args: {},
    env: {},
    host: 'local',
    nice: 0,
    limits: { outputBytes: 1, graceSeconds: 1 },
    warnings: [],
    ...(name === 'build' && { stdin: { digest: `sha256:${dockerId(`context of ${id}`)}`, size: 10_240 } }),
  };
  return {
    id,
    submission: { stream: jobStream(id), events: [{ id: randomUUIDv7(), type: 'JobSubmitted', data, metadata }] },
    circumstances: { cause: byJob(id, name), metadata },
  };
}

/** An image of these layers, the lowest first, and the append that records its detail. */
export function imageOfLayers(
  name: string,
  layers: readonly string[],
  more: Partial<ImageSnapshot> = {},
): { readonly image: ImageSnapshot; readonly content: StreamAppend } {
  const { digest, append } = contentOfImage(detailOf(layers));
  return { image: imageOf(name, { detail: digest, size: layers.length * 1_000, ...more }), content: append };
}
