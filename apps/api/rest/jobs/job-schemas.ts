import { signalNumbers } from '#domain';
import { z } from 'zod';

/** A time, in the years that the database and its clients write alike. */
export const moment = z.iso.datetime({ offset: true }).refine((time) => {
  const year = new Date(time).getUTCFullYear();
  return year >= 1 && year <= 9_999;
}, 'a year is 0001 to 9999, in UTC too');

export const listQuery = z.strictObject({
  actor: z.string().optional(),
  name: z.string().optional(),
  state: z.enum(['queued', 'running', 'exited', 'refused', 'indeterminate']).optional(),
  host: z.string().optional(),
  since: moment.optional().describe('Submitted at or after (RFC 3339)'),
  until: moment.optional().describe('Submitted before (RFC 3339)'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(4_000).optional().describe('`next` of the page before'),
});

export const outputQuery = z
  .strictObject({
    stream: z
      .enum(['stdout', 'stderr'])
      .optional()
      .describe('Only this one; both, as they were written, when left out'),
    from: z.coerce.number().int().min(0).default(0).describe('Offset in bytes, of the stream or of both'),
    until: z.coerce.number().int().min(1).optional().describe('The offset to end before'),
    tail: z.coerce
      .number()
      .int()
      .min(0)
      .optional()
      .describe('Begin so many bytes before the end of what is kept, of both streams'),
    follow: z.stringbool().default(false).describe('Go on until the job has ended'),
  })
  .refine(({ tail, stream }) => tail === undefined || stream === undefined, {
    message: 'tail counts the bytes of both streams: leave stream out, or send from',
  });

const names = Object.keys(signalNumbers) as [keyof typeof signalNumbers];

export const signalBody = z.strictObject({
  signal: z
    .preprocess((value) => (typeof value === 'string' ? value.replace(/^SIG/, '') : value), z.enum(names))
    .describe('e.g. TERM, KILL, INT, HUP'),
});

export const jobId = z.uuid('a job id is a UUID');
