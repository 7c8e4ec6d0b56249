import { exitStatus } from '#domain';
import { DomainError } from '#event-sourcing';
import { isRelease } from '../ended.js';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import { marker, signalProcesses, untilEnded } from './exec-process.js';
import { requireContainer } from './require.js';

/** Runs a process in a running container. Its id is recorded before it starts, and it is never started twice. */
export const execHandler: Handler<'exec'> = {
  async prepare({ args, host }) {
    const prepared = await requireContainer({ args, host });
    const found = await host?.exec.inspectContainer(prepared.args.container);
    if (found && !found.running) {
      throw new DomainError(
        'conflict',
        'container-not-running',
        `Container "${args.container}" does not run (${found.state}). Start it first.`,
      );
    }
    return prepared;
  },
  async run(process) {
    const recorded = process.effect['exec'];
    if (typeof recorded === 'string') return resume(process, recorded);
    const { exec } = await process.host.exec.createExec({
      ...process.args,
      env: { ...process.env, [marker]: process.id },
    });
    await process.beginEffect({ exec });
    return start(process, exec);
  },
};

async function start(process: JobProcess<'exec'>, exec: string): Promise<Exit<'exec'>> {
  process.throwIfEnding();
  process.trap((signal) => signalProcesses(process, signal));
  try {
    await process.host.exec.startExec(exec, { tty: process.args.tty }, process.io);
    return await exitOf(process, exec);
  } catch (error) {
    if (process.ending.aborted && !isRelease(error)) await signalProcesses(process, 'KILL');
    throw error;
  }
}

/** After a death: what the earlier worker started is waited for, what it did not start is started, and what the host forgot is unknown. */
async function resume(process: JobProcess<'exec'>, exec: string): Promise<Exit<'exec'>> {
  const found = await process.host.exec.inspectExec(exec);
  if (!found)
    return indeterminate(
      process,
      exec,
      'Its container has stopped, and with it the host forgot how the process ended.',
    );
  if (!found.running && found.exitCode === undefined) {
    const isStarted = await start(process, exec).catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'host-conflict') return undefined;
      throw error;
    });
    if (isStarted) return isStarted;
  } else {
    process.trap((signal) => signalProcesses(process, signal));
  }
  await process.output.say('longshore: the output between two workers is lost');
  return exitOf(process, exec);
}

async function exitOf(process: JobProcess<'exec'>, exec: string): Promise<Exit<'exec'>> {
  const ended = await untilEnded(process, exec);
  if (ended?.exitCode === undefined) return indeterminate(process, exec, 'The host forgot how the process ended.');
  return { status: ended.exitCode, result: { container: process.args.container, exec, exitCode: ended.exitCode } };
}

function indeterminate(process: JobProcess<'exec'>, exec: string, message: string): Exit<'exec'> {
  return {
    status: exitStatus.refusedByHost,
    indeterminate: true,
    error: {
      code: 'indeterminate',
      message: `${message} See exec ${exec.slice(0, 12)} of container ${process.args.container.slice(0, 12)}.`,
    },
  };
}
