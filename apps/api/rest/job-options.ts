import { jobLimits } from '#domain';
import { z } from 'zod';

const limits = jobLimits.partial();

/** What may be said of any job beside its arguments. */
export const jobOptions = {
  host: z.string().max(200).optional().describe('The host; `local` or the only one when left out'),
  nice: z.int().min(-20).max(19).optional().describe('−20 runs first, 19 last'),
  limits: limits
    .optional()
    .describe(
      'seconds: ended with status 124; outputBytes: kept of stdout and stderr; graceSeconds: from TERM to KILL',
    ),
};

/** The environment of a container or process, and the names in it whose values are secret. */
export const environment = {
  env: z.record(z.string().max(1_000), z.string().max(100_000)).default({}),
  secretEnv: z
    .array(z.string().max(1_000))
    .max(1_000)
    .default([])
    .describe('Names in env whose values are recorded nowhere; a fingerprint stands for them'),
};

/** A body that may be left out. */
export function optionalBody<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((body) => body ?? {}, z.strictObject({ ...jobOptions, ...shape }));
}

/** Takes the job's options and environment out of a body; what remains are its arguments. */
export function splitBody<
  Body extends {
    host?: string | undefined;
    nice?: number | undefined;
    limits?: object | undefined;
    env?: Record<string, string>;
    secretEnv?: readonly string[];
  },
>(body: Body) {
  const { host, nice, limits: given, env, secretEnv, ...args } = body;
  return {
    args,
    ...(host !== undefined && { host }),
    ...(nice !== undefined && { nice }),
    ...(given && { limits: given }),
    ...(env && { env }),
    ...(secretEnv && { secretNames: secretEnv }),
  };
}

/** The host that a query is about, where there is no body to name it. */
export const hostQuery = z.strictObject({ host: z.string().optional() });

/** What a removal takes in its query. */
export const removeQuery = hostQuery.extend({ force: z.stringbool().default(false) });
