import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';
import { factShape } from '../observation/fact.js';

/** What an image was at a moment. Its layers, history and configuration never change; they are its detail. */
export const imageSnapshot = z.strictObject({
  /** `sha256:…` */
  id: z.string(),
  /** `repository:tag`; none for a dangling image, or one that is only a step of a build. */
  tags: z.array(z.string()),
  /** `repository@sha256:…` */
  digests: z.array(z.string()),
  /** The image that it was built on, step by step; known where the classic builder made it here. */
  parent: z.string().optional(),
  createdAt: z.string(),
  /** Bytes, with all layers. */
  size: z.int(),
  /** Digest of {@link ImageDetail}, recorded as content. */
  detail: z.string(),
});

export type ImageSnapshot = z.output<typeof imageSnapshot>;

/** One layer of an image, and the instruction that made it. */
export interface ImageLayer {
  /** `sha256:…` of its contents. */
  readonly diffId: string;
  /** `sha256:…` of it and all below it: equal where the same layers lie in the same order. */
  readonly chainId: string;
  /** Bytes. */
  readonly size: number;
  /** As Docker's history writes it; absent where it cannot be told. */
  readonly instruction?: string;
}

/** The bulky part of an image. */
export interface ImageDetail {
  readonly architecture: string;
  readonly os: string;
  readonly author: string;
  readonly comment: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
  /** The oldest first. */
  readonly history: readonly {
    readonly instruction: string;
    /** RFC 3339. */
    readonly createdAt: string;
    /** Bytes; 0 for what makes no layer. */
    readonly size: number;
    readonly comment: string;
  }[];
}

const fact = z.strictObject({ ...factShape, image: imageSnapshot });

const schemas = {
  /** It is on the host from now on: built, pulled, loaded or committed. */
  ImageCreated: fact,
  ImageTagged: fact.extend({ names: z.array(z.string()) }),
  /** `movedTo`: the image that has the name now, when it was moved. */
  ImageUntagged: fact.extend({ names: z.array(z.string()), movedTo: z.string().optional() }),
  /** Its digests changed, by a pull or a push. */
  ImageUpdated: fact,
  ImageRemoved: z.strictObject({ ...factShape, id: z.string() }),
};

/** What happened to an image on a host: its life in its stream `image-<host>/<id>`. */
export type ImageFact = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type RecordedImageFact = RecordedEvent & ImageFact;

/** The images' part of the catalog of events. */
export const imageEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);
