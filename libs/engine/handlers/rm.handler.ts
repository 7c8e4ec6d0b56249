import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';
import { doneWhenGone } from './retry.js';

/** Removes a container. */
export const rmHandler: Handler<'rm'> = {
  actsAtOnce: true,
  prepare: requireContainer,
  async run(process) {
    const { container, force, volumes } = process.args;
    await process.beginEffect();
    await doneWhenGone(process, () => process.host.exec.removeContainer(container, { force, volumes }));
    return { status: exitStatus.ok, result: { container } };
  },
};
