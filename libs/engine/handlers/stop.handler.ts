import { exitStatus } from '#domain';
import type { Handler } from '../handler.js';
import { requireContainer } from './require.js';

/** Stops a container: its stop signal, then KILL. A stopped one stays as it is. */
export const stopHandler: Handler<'stop'> = {
  actsAtOnce: true,
  prepare: requireContainer,
  async run(process) {
    const { container, seconds, signal } = process.args;
    await process.beginEffect();
    await process.host.exec.stopContainer(container, {
      ...(seconds !== undefined && { seconds }),
      ...(signal !== undefined && { signal }),
    });
    const stopped = await process.host.exec.inspectContainer(container);
    return { status: exitStatus.ok, result: { container, exitCode: stopped?.exitCode ?? 0 } };
  },
};
