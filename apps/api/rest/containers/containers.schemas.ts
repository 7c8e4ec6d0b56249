import { createArgs, execArgs, jobLimits, killArgs, restartArgs, runArgs, stopArgs } from '#domain';
import { z } from 'zod';
import { environment, jobOptions, optionalBody, removeQuery } from '../job-options.js';
import { filterText, pageQuery } from '../moment-query.js';

/** Limits of a container and of its job, together. */
const limits = z
  .strictObject({
    memory: runArgs.shape.memory,
    cpus: runArgs.shape.cpus,
    pids: runArgs.shape.pids,
    ...jobLimits.partial().shape,
  })
  .default({});

const limited = { memory: true, cpus: true, pids: true } as const;

export const runBody = z.strictObject({ ...runArgs.omit(limited).shape, ...jobOptions, ...environment, limits });
export const createBody = z.strictObject({ ...createArgs.omit(limited).shape, ...jobOptions, ...environment, limits });
export const execBody = z.strictObject({ ...execArgs.omit({ container: true }).shape, ...jobOptions, ...environment });
export const killBody = optionalBody(killArgs.omit({ container: true }).shape);
export const restartBody = optionalBody(restartArgs.omit({ container: true }).shape);
export const plainBody = optionalBody({});
export const stopBody = optionalBody(stopArgs.omit({ container: true }).shape);
/** Its anonymous volumes may go with a container. */
export const removeContainerQuery = z.strictObject({
  force: removeQuery.shape.force,
  volumes: z.stringbool().default(false),
  host: removeQuery.shape.host,
});

const states = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;

export const listQuery = z.strictObject({
  name: filterText,
  image: filterText.describe('An id, the beginning of one, or a name that it had then'),
  state: z.enum(states).optional(),
  network: filterText.describe('A name, an id or the beginning of one; or a mode: host, none, container:<id>'),
  ...pageQuery,
});

export const historyQuery = z.strictObject(pageQuery);
