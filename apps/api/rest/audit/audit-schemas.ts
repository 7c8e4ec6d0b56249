import { entityKinds, outcomes } from '#domain';
import { auditCountKeys, searchOf } from '#read-models';
import { z } from 'zod';
import { moment } from '../jobs/job-schemas.js';
import { filterText, momentQuery, pageQuery } from '../moment-query.js';

const seconds = z.coerce.number().min(0).max(1e9);

const filters = {
  actor: filterText,
  token: filterText.describe('The id of the token'),
  address: filterText.describe("The client's address"),
  userAgent: filterText.describe("The beginning of the client's user agent"),
  name: filterText.describe('A job name, or `signal`, `prune.plan`, `token.create`, `token.revoke`'),
  target: filterText.describe(
    'A container, image, network or volume that it named or made, by name or id; of an id twelve digits are enough',
  ),
  targetKind: z.enum(entityKinds).optional(),
  host: filterText,
  outcome: z.enum(outcomes).optional(),
  status: z.coerce.number().int().min(0).max(255).optional().describe('The exit status'),
  longerThan: seconds.optional().describe('Seconds from its start to its end: so many or more'),
  shorterThan: seconds.optional().describe('Seconds from its start to its end: fewer'),
  job: z.uuid().optional().describe('This job, and the signals to it'),
  parent: filterText.describe('The id of the job that submitted it'),
  correlation: filterText.describe('The id of what the whole chain began with'),
  since: moment.optional().describe('Asked at or after (RFC 3339)'),
  until: moment.optional().describe('Asked before (RFC 3339)'),
  q: z
    .string()
    .max(1_000)
    .refine((text) => searchOf(text) !== undefined, 'there is no word in it to search for')
    .optional()
    .describe('Words in its arguments: `web -test`, `"two words"`, `this or that`, `team/app:1.0`, `beginning*`'),
  at: momentQuery.shape.at,
};

/** The span of time is one, should both ends be given. */
function isSpan({
  since,
  until,
}: {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}): boolean {
  return since === undefined || until === undefined || Date.parse(since) <= Date.parse(until);
}

const notASpan = { path: ['since'], error: 'it is after until; exchange the two' };

export const auditQuery = z
  .strictObject({
    ...filters,
    limit: z.coerce.number().int().min(1).max(1_000).optional().describe('Of a page: 100 when left out'),
    cursor: pageQuery.cursor,
    format: z
      .enum(['json', 'ndjson', 'csv'])
      .optional()
      .describe('A page of JSON, or all entries as NDJSON or CSV; the header Accept decides when left out'),
  })
  .refine(isSpan, notASpan);

export const auditCountsQuery = z
  .strictObject({
    ...filters,
    by: z
      .preprocess((value) => [value].flat(), z.array(z.enum(auditCountKeys)).min(1).max(3))
      .describe('Repeatable: what those that are counted together have in common; days are in UTC'),
  })
  .refine(isSpan, notASpan);
