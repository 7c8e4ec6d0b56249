import { exitStatus, type JobExit, type JobName, statusOfSignal } from '#domain';
import { DomainError, unreachable } from '#event-sourcing';
import { JobEnded, StartFailed } from './ended.js';
import type { Exit } from './handler.js';
import type { JobProcess } from './job-process.js';

/** How a job ended whose handler came to its end. */
export function exitOfHandler(process: JobProcess, exit: Exit<JobName>): JobExit {
  const { result, indeterminate, ...rest } = exit;
  const told = { ...rest, ...(indeterminate && { indeterminate }), ...(result && { result: { ...result } }) };
  if (process.isTimedOut) return { ...told, status: exitStatus.timedOut, timedOut: true };
  const signal = process.signals.findLast((received) => statusOfSignal(received) === exit.status);
  return { ...told, ...(signal && { signal }) };
}

/** Longer messages are cut, when the secrets in them have been masked: a secret that is cut in two would not be found. */
const longestMessage = 10_000;

export function cutMessage(exit: JobExit): JobExit {
  if (!exit.error) return exit;
  return { ...exit, error: { ...exit.error, message: exit.error.message.slice(0, longestMessage).toWellFormed() } };
}

/** How a job ended whose handler threw; `released` when it is to go on elsewhere. What it says goes to stderr too. */
export async function exitOfError(process: JobProcess, error: unknown): Promise<JobExit | 'released'> {
  if (error instanceof JobEnded) return exitOfReason(error.reason);
  if (error instanceof DomainError && (error.code === 'job-claimed' || error.code === 'job-ended')) throw error;
  const ended = endedWhileAway(process, error);
  if (ended === 'released') return ended;
  const { status, code } = kindOfFailure(error);
  const message = (error instanceof Error ? error.message : String(error)).toWellFormed().replaceAll('\0', '\uFFFD');
  await process.output.say(`longshore: ${message}`);
  if (ended) return { ...ended, error: { code, message } };
  return process.isTimedOut
    ? { status: exitStatus.timedOut, timedOut: true, error: { code, message } }
    : { status, error: { code, message } };
}

/** A job that was told to end has ended so, whether or not its host could be told. Its error says that work may go on there. */
function endedWhileAway(process: JobProcess, error: unknown): JobExit | 'released' | undefined {
  const { reason } = process.ending;
  return isHostAway(error) && reason instanceof JobEnded ? exitOfReason(reason.reason) : undefined;
}

/** Whether the host does not answer, or no longer does. */
export function isHostAway(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'host-unreachable';
}

function exitOfReason(reason: JobEnded['reason']): JobExit | 'released' {
  switch (reason.type) {
    case 'signal':
      return { status: statusOfSignal(reason.signal), signal: reason.signal };
    case 'timeout':
      return { status: exitStatus.timedOut, timedOut: true };
    case 'release':
      return 'released';
    default:
      return unreachable(reason);
  }
}

function kindOfFailure(error: unknown): { status: number; code: string } {
  if (error instanceof StartFailed) return { status: error.status, code: 'command-not-run' };
  return { status: exitStatus.refusedByHost, code: error instanceof DomainError ? error.code : 'internal' };
}
