import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { createOwnContainer, prepareContainer } from './container-create.js';

/** Creates a container and does not start it. */
export const createHandler: Handler<'create'> = {
  actsAtOnce: true,
  prepare: prepareContainer,
  async run(process) {
    return { status: exitStatus.ok, result: await createOwnContainer(process) };
  },
};
