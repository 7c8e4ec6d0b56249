import { z } from 'zod';
import { factSchema, pageSchema } from '../fact-schema.js';
import { filterText, pageQuery } from '../moment-query.js';

const texts = z.array(z.string()).readonly();
const bytes = z.int().min(0);

export const imagesQuery = z.strictObject({
  name: filterText.describe('A repository, or a name with its tag'),
  dangling: z.stringbool().optional().describe('true: only those without a name; false: only those with one'),
  intermediate: z.stringbool().default(false).describe('Also those without a name that others were built on'),
  ...pageQuery,
});

const dangling = z.strictObject({
  reason: z
    .enum(['moved', 'removed', 'never-named'])
    .describe('Another image has its last name; its last name was taken from it; it never had one'),
  previouslyTaggedAs: texts.describe('The last name first'),
  movedTo: z.string().nullable().describe('The image that its last name was pointed at'),
  by: factSchema.describe('What took its last name; or, when it never had one, what made it'),
  message: z.string().describe('The same in a sentence'),
});

const image = z.strictObject({
  host: z.string(),
  id: z.string(),
  tags: texts,
  digests: texts,
  parent: z.string().nullable().describe('The image that it was built on, where the engine knows that'),
  createdAt: z.string(),
  size: bytes,
  sharedBytes: bytes.describe(
    'In layers that other images of the host have too; those that are only steps of a build do not count',
  ),
  uniqueBytes: bytes.describe('In layers that no other image of the host has'),
  state: z.enum(['tagged', 'intermediate', 'dangling']),
  dangling: dangling.nullable(),
  since: factSchema.describe('What made it so'),
});

/** A page of images. */
export const imagePage = pageSchema(image);

const layer = z.strictObject({
  diffId: z.string(),
  chainId: z.string().describe('Of it and all below it'),
  size: bytes,
  instruction: z.string().nullable(),
  others: z.int().describe('How many other images of the host have it'),
});

const step = z.strictObject({ instruction: z.string(), createdAt: z.string(), size: bytes, comment: z.string() });

const detail = z.strictObject({
  architecture: z.string(),
  os: z.string(),
  author: z.string(),
  comment: z.string(),
  config: z.record(z.string(), z.unknown()).readonly(),
  history: z.array(step).readonly().describe('The oldest first'),
});

const origin = z.strictObject({
  created: factSchema.describe('That it came to its host'),
  job: z
    .strictObject({ id: z.string(), name: z.string(), actor: z.string(), submittedAt: z.string() })
    .nullable()
    .describe('That built or pulled it; null when it was none of ours'),
  contextDigest: z.string().nullable().describe('Of the build context, as it was sent'),
  base: z
    .strictObject({ image: z.string(), names: texts, known: z.enum(['layers', 'parent']) })
    .nullable()
    .describe(
      'The nearest image below it that has or had a name, as layers and history tell; or what the engine calls its parent',
    ),
});

const use = z.strictObject({
  container: z.string(),
  name: z.string(),
  state: z.string().describe('At the moment; `removed` when it was gone'),
  by: factSchema.describe('That it was created on the image, or started'),
});

/** An image with all that is known of it. */
export const wholeImage = z.strictObject({
  position: z.int().describe('The position that it is as of'),
  ...image.shape,
  layers: z.array(layer).readonly().describe('The lowest first'),
  detail: detail.nullable().describe('Null when it could not be inspected'),
  origin: origin.nullable(),
  lastUsed: use.nullable(),
});
