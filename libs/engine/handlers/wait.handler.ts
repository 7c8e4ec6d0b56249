import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';

/** Waits until a container has ended. Its result holds the container's status; its own status is 0. */
export const waitHandler: Handler<'wait'> = {
  prepare: requireContainer,
  async run(process) {
    const { container } = process.args;
    const { status } = await process.host.exec.waitContainer(container, process.ending);
    return { status: exitStatus.ok, result: { container, exitCode: status } };
  },
};
