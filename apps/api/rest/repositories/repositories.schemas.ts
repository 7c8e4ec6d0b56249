import { z } from 'zod';
import { factSchema, pageSchema } from '../fact-schema.js';
import { filterText, pageQuery } from '../moment-query.js';

export const repositoriesQuery = z.strictObject({
  name: filterText.describe('The whole name of a repository'),
  ...pageQuery,
});

/** A page of repositories with their tags. */
export const repositoryPage = pageSchema(
  z.strictObject({
    host: z.string(),
    name: z.string(),
    tags: z.array(z.strictObject({ tag: z.string(), image: z.string() })).readonly(),
  }),
);

export const historyQuery = z.strictObject(pageQuery);

/** A page of what a tag pointed at. */
export const tagHistory = pageSchema(
  z.strictObject({
    host: z.string(),
    image: z.string(),
    from: factSchema.describe('What pointed it there'),
    until: factSchema.nullable().describe('What took it from there; null while it points there'),
  }),
);
