import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';

/** Starts a container. A running one stays as it is. */
export const startHandler: Handler<'start'> = {
  actsAtOnce: true,
  prepare: requireContainer,
  async run(process) {
    await process.beginEffect();
    await process.host.exec.startContainer(process.args.container);
    return { status: exitStatus.ok, result: { container: process.args.container } };
  },
};
