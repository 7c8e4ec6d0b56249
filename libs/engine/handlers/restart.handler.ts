import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';

/** Stops a container and starts it again, once: a retry that sees a later start than its effect's leaves it so. */
export const restartHandler: Handler<'restart'> = {
  prepare: requireContainer,
  async run(process) {
    const { container, seconds } = process.args;
    const result = { status: exitStatus.ok, result: { container } };
    if (process.isRetry) {
      const startedAt = (await process.host.exec.inspectContainer(container))?.startedAt;
      if (startedAt && Date.parse(startedAt) >= process.effectStartedAt) return result;
    }
    await process.beginEffect();
    await process.host.exec.restartContainer(container, seconds === undefined ? {} : { seconds });
    return result;
  },
};
