import { jobLimits, signalNumbers } from '#domain';
import { z } from 'zod';
import type { JobView } from './job-view.js';

const names = Object.keys(signalNumbers) as [keyof typeof signalNumbers];
const moment = z.iso.datetime();
const record = z.record(z.string(), z.unknown());

/** A job as REST shows it, for the description of the API. */
export const jobSchema = z.strictObject({
  id: z.uuid(),
  pid: z.int().describe('A serial number: the position of its first event in the log'),
  ppid: z.int().describe('The pid of the job that submitted it, or 0'),
  name: z.string(),
  args: record.readonly().describe('With a fingerprint in place of each secret'),
  env: z.record(z.string(), z.string()).readonly(),
  actor: z.string().describe('Who submitted it'),
  token: z.string().nullable(),
  host: z.string(),
  state: z.enum(['queued', 'running', 'exited', 'refused', 'indeterminate']),
  status: z.int().min(0).max(255).nullable().describe('The exit status'),
  signal: z.enum(names).nullable().describe('The signal that ended it'),
  timedOut: z.boolean(),
  nice: z.int(),
  limits: jobLimits.nullable(),
  stdin: z.strictObject({ digest: z.string(), size: z.int() }).nullable(),
  warnings: z.array(z.string()).readonly(),
  submittedAt: moment,
  startedAt: moment.nullable(),
  endedAt: moment.nullable(),
  result: record.nullable().describe('What it did: ids and digests'),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  lastError: z.string().nullable().describe('The last line of stderr'),
  output: z
    .strictObject({ stdout: z.int(), stderr: z.int(), cut: z.int() })
    .nullable()
    .describe('Bytes written, and bytes over the limit that were cut'),
  links: z.strictObject({ self: z.string(), output: z.string(), signal: z.string() }),
}) satisfies z.ZodType<JobView>;

/** A page of jobs. */
export const jobPage = z.strictObject({ items: z.array(jobSchema), next: z.string().nullable() });

/** A failure (RFC 9457). */
export const problemSchema = z.strictObject({
  type: z.string().describe('/problems/<code>'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('Stable; docs/errors.md lists them'),
  detail: z.string().describe('What is wrong, and what to do next'),
});
