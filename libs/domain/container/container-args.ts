import { z } from 'zod';
import { containerSpec } from './container-spec.js';

const container = z.string().min(1).max(300).describe('Name, id or unambiguous id prefix');
const seconds = z.int().min(0).max(3_600);
/** A signal by its name without SIG, as containers take it. */
const signal = z.string().regex(/^(?:SIG)?[A-Z0-9+-]{2,12}$|^\d{1,2}$/, 'a signal is a name such as TERM, or a number');

/** What `create` takes. */
export const createArgs = containerSpec;

/** What `run` takes: create, start and, unless detached, wait. */
export const runArgs = containerSpec.extend({
  detach: z.boolean().default(false).describe('End when it has started, not when it has ended'),
  rm: z.boolean().default(false).describe('Remove the container when it has ended'),
  pull: z.enum(['never', 'missing', 'always']).default('never'),
});

export const startArgs = z.strictObject({ container });
export const stopArgs = z.strictObject({
  container,
  seconds: seconds.optional().describe('How long it has before it is killed; 10 when left out'),
  signal: signal.optional(),
});
export const restartArgs = z.strictObject({ container, seconds: seconds.optional() });
export const killArgs = z.strictObject({ container, signal: signal.default('KILL') });
export const rmArgs = z.strictObject({
  container,
  force: z.boolean().default(false).describe('Kill it first when it runs'),
  volumes: z.boolean().default(false).describe('Remove its anonymous volumes too'),
});
export const waitArgs = z.strictObject({ container });

/** What `exec` takes. */
export const execArgs = z.strictObject({
  container,
  cmd: z.array(z.string().max(100_000)).min(1).max(10_000),
  user: z.string().max(300).optional(),
  workdir: z.string().max(4_096).optional(),
  tty: z.boolean().default(false),
});
