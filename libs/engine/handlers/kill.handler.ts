import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';

/** Sends a signal to a container. After a crash nobody can tell whether a signal arrived, unless the container has ended. */
export const killHandler: Handler<'kill'> = {
  prepare: requireContainer,
  async run(process) {
    const { container, signal } = process.args;
    if (process.isRetry) {
      const found = await process.host.exec.inspectContainer(container);
      const isDone = found?.finishedAt !== undefined && Date.parse(found.finishedAt) >= process.effectStartedAt;
      return {
        status: isDone ? exitStatus.ok : exitStatus.refusedByHost,
        indeterminate: !isDone,
        result: { container, signal },
      };
    }
    await process.beginEffect();
    await process.host.exec.killContainer(container, signal);
    return { status: exitStatus.ok, result: { container, signal } };
  },
};
