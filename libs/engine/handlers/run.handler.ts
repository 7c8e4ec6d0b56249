import { exitStatus } from '#domain';
import { DomainError } from '#event-sourcing';
import { isRelease, StartFailed } from '../ended.js';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import type { Output } from '../ports/index.js';
import { createOwnContainer, type OwnContainer, prepareContainer } from './container-create.js';

/** A container ends at most so long after its output, unless the connection broke. */
const exitAfterOutputMs = 1_000;

/** Creates a container, starts it and, unless it is detached, stays with it to its end, as `docker run` does. */
export const runHandler: Handler<'run'> = {
  prepare: prepareContainer,
  async run(process) {
    const ended = recordedEnd(process);
    if (ended) return finish(process, ended);
    await pullIfAsked(process);
    const own = await createOwnContainer(process);
    const isStarted = await isStartedBefore(process, own);
    if (process.args.detach) {
      if (!isStarted) await start(process, own);
      return { status: exitStatus.ok, result: own };
    }
    return finish(process, { own, exitCode: await stay(process, own, isStarted) });
  },
};

/** Records the container, and says whether an earlier start of the job has started it. */
async function isStartedBefore(process: JobProcess<'run'>, own: OwnContainer): Promise<boolean> {
  if (process.effect['container'] === undefined) {
    await cleanly(process, own, () => process.beginEffect({ container: own.container, ...outputBefore(process) }));
  }
  if (!process.isRetry) return false;
  return (await process.host.exec.inspectContainer(own.container))?.startedAt !== undefined;
}

interface End {
  readonly own: OwnContainer;
  readonly exitCode: number;
}

/** How the container ended, when an earlier start has seen it. */
function recordedEnd({ effect, args }: JobProcess<'run'>): End | undefined {
  const { container, exitCode } = effect;
  if (typeof container !== 'string' || typeof exitCode !== 'number') return undefined;
  return { own: { container, name: args.name ?? container, warnings: [] }, exitCode };
}

async function pullIfAsked(process: JobProcess<'run'>): Promise<void> {
  const { image, pull } = process.args;
  if (pull === 'never' || process.effect['container'] !== undefined) return;
  if (pull === 'missing' && (await process.host.graph.inspectImage(image))) return;
  await process.beginEffect();
  // As with docker run, the progress of the pull is not the output of the container.
  const output: Output = { write: (_, bytes) => process.output.write('stderr', bytes) };
  await process.host.registry.pullImage({ ref: image }, { output, signal: process.ending });
}

/** Stays with the container until it ends: output, signals, status. */
async function stay(process: JobProcess<'run'>, own: OwnContainer, isStarted: boolean): Promise<number> {
  const { exec } = process.host;
  const output = isStarted ? followFromStart(process, own) : await attachAndStart(process, own);
  process.trap((signal) => exec.killContainer(own.container, signal).catch(ignoreEnded));
  try {
    const exit = exec.waitContainer(own.container, process.ending);
    const [{ status }] = await Promise.all([exit, isStarted ? output.ended : wholeOutput(process, own, output, exit)]);
    return status;
  } catch (error) {
    if (!letsGo(error)) await kill(process, own);
    throw error;
  }
}

/** Attached before the start, so that not a byte is lost. */
async function attachAndStart(process: JobProcess<'run'>, own: OwnContainer): Promise<{ ended: Promise<void> }> {
  const attached = await cleanly(process, own, () =>
    process.host.exec.attachContainer(own.container, process.io, { tty: process.args.tty }),
  );
  // A failure is met where it is awaited, after the container has ended.
  attached.ended.catch(() => undefined);
  await start(process, own);
  return attached;
}

/** An attached stream whose connection breaks looks as if the container had ended. When it has not, its log tells the rest. */
async function wholeOutput(
  process: JobProcess<'run'>,
  own: OwnContainer,
  attached: { ended: Promise<void> },
  exit: Promise<unknown>,
): Promise<void> {
  await attached.ended;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, exitAfterOutputMs, 'late')));
  const isBroken = (await Promise.race([exit, late]).finally(() => clearTimeout(timer))) === 'late';
  if (isBroken) await followFromStart(process, own).ended;
}

/** Where in the job's output the container's begins: before it comes that of a pull. */
function outputBefore({ output }: JobProcess<'run'>): { stdoutBefore: number; stderrBefore: number } {
  return { stdoutBefore: output.written.stdout, stderrBefore: output.written.stderr };
}

/** The host keeps the output from the start; what an earlier worker has kept of it is passed over. */
function followFromStart(process: JobProcess<'run'>, own: OwnContainer): { ended: Promise<void> } {
  const { stdoutBefore, stderrBefore } = process.effect;
  process.output.replay({ stdout: Number(stdoutBefore ?? 0), stderr: Number(stderrBefore ?? 0) });
  const ended = process.host.exec.readLogs(own.container, { follow: true }, process.io);
  ended.catch(() => undefined);
  return { ended };
}

/** Starts the container. Signals that come meanwhile wait until there is a process to get them. */
async function start(process: JobProcess<'run'>, own: OwnContainer): Promise<void> {
  await cleanly(process, own, async () => {
    process.throwIfEnding();
    process.hold();
    await process.host.exec.startContainer(own.container);
  });
}

/** Does a step before the container runs. One that cannot be started, or whose job ends before, does not stay behind. */
async function cleanly<Result>(
  process: JobProcess<'run'>,
  own: OwnContainer,
  step: () => Promise<Result>,
): Promise<Result> {
  const { exec } = process.host;
  try {
    return await step();
  } catch (error) {
    if (letsGo(error)) throw error;
    const exitCode = (await exec.inspectContainer(own.container))?.exitCode;
    await exec.removeContainer(own.container, { force: true, volumes: true }).catch(ignoreGone);
    throw exitCode === exitStatus.notFound || exitCode === exitStatus.notInvokable
      ? new StartFailed(exitCode, error)
      : error;
  }
}

/** Whether the container is to be left as it is: for another start of the job, or for when the host answers again. */
function letsGo(error: unknown): boolean {
  return (
    isRelease(error) ||
    (error instanceof DomainError && ['host-unreachable', 'job-claimed', 'job-ended'].includes(error.code))
  );
}

async function kill(process: JobProcess<'run'>, own: OwnContainer): Promise<void> {
  const { exec } = process.host;
  await exec.stopContainer(own.container, { seconds: 0 }).catch(ignoreGone);
  if (process.args.rm) await exec.removeContainer(own.container, { force: true, volumes: true }).catch(ignoreGone);
}

/** The end is recorded before the container is removed: a retry would not find it, and run it again. */
async function finish(process: JobProcess<'run'>, { own, exitCode }: End): Promise<Exit<'run'>> {
  const { exec } = process.host;
  const oomKilled = (await exec.inspectContainer(own.container))?.oomKilled ?? false;
  const result = { ...own, exitCode, oomKilled };
  if (!process.args.rm) return { status: exitCode, result };
  if (process.effect['exitCode'] === undefined) await process.beginEffect({ exitCode });
  await exec.removeContainer(own.container, { force: true, volumes: true }).catch(ignoreGone);
  return { status: exitCode, result: { ...result, removed: true } };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'host-not-found')) throw error;
}

/** A signal for a container that has ended by now: as with any process, it is too late. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof DomainError && (error.code === 'host-conflict' || error.code === 'host-not-found')))
    throw error;
}
