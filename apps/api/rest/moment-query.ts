import { z } from 'zod';
import { hostQuery } from './job-options.js';

/** The moment that a read is about. */
const at = z
  .string()
  .max(100)
  .optional()
  .describe('As of then: a time (RFC 3339) or a position of the log; now when left out');

/** What reads of one thing take: where and when. */
export const momentQuery = z.strictObject({
  host: hostQuery.shape.host.describe('All hosts when left out'),
  at,
});

/** What lists take besides their filters. */
export const pageQuery = {
  ...momentQuery.shape,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(4_000).optional().describe('`next` of the page before; all pages are of one moment'),
} as const;

/** A filter by text. */
export const filterText = z.string().min(1).max(300).optional();
