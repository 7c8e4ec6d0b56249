import { z } from 'zod';
import { filterText, momentQuery } from '../moment-query.js';
import { formatQuery } from '../graph-format.js';

export const graphQuery = z
  .strictObject({
    node: filterText.describe('A tag, an image or layer by its id, a container; all of the graph when left out'),
    direction: z
      .enum(['up', 'down', 'both'])
      .optional()
      .describe('From the node to what stands on it, to what it stands on, or both'),
    depth: z.coerce.number().int().min(0).max(10_000).optional().describe('At most so many edges from the node'),
    containers: z.stringbool().default(false).describe('With the containers that are made of the images'),
    format: formatQuery,
    ...momentQuery.shape,
  })
  .refine(({ node, direction, depth }) => node !== undefined || (direction ?? depth) === undefined, {
    message: 'direction and depth go from a node: send ?node= too',
  });

const id = z.string();

const node = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('layer'),
    id: id.describe('Its chain id'),
    diffId: z.string(),
    size: z.int(),
    instruction: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('image'),
    id,
    size: z.int(),
    hosts: z.array(z.string()).readonly(),
    tags: z.array(z.string()).readonly(),
  }),
  z.strictObject({ kind: z.literal('tag'), id: id.describe('repository:tag') }),
  z.strictObject({ kind: z.literal('container'), id, name: z.string(), host: z.string(), state: z.string() }),
]);

/** The graph, or the part of it around a node. */
export const graphView = z.strictObject({
  position: z.int().describe('The position that it is as of'),
  nodes: z.array(node).readonly(),
  edges: z
    .array(
      z.strictObject({
        kind: z.enum(['has', 'names', 'parent', 'runs']),
        from: id.describe('What stands on something'),
        to: id.describe('What it stands on'),
        host: z.string().nullable().describe('Where a tag names the image; null for other edges'),
      }),
    )
    .readonly(),
});
