import { exitStatus, type SignalName } from '#domain';
import { isRelease } from '../ended.js';
import type { JobProcess } from '../job-process.js';
import type { HostExec } from '../ports/index.js';

/** The variable by which the processes of an exec are found again: the Engine API cannot signal an exec. */
export const marker = 'LONGSHORE_JOB';

/** The host has no wait for an exec, so it is asked, at growing intervals up to a second. */
export async function untilEnded(process: JobProcess<'exec'>, exec: string): Promise<HostExec | undefined> {
  for (let wait = 5; ; wait = Math.min(wait * 2, 1_000)) {
    const found = await process.host.exec.inspectExec(exec);
    if (!found || (!found.running && found.exitCode !== undefined)) return found;
    await new Promise<void>((resolve) => setTimeout(resolve, wait));
    if (process.ending.aborted) {
      if (!isRelease(process.ending.reason)) await signalProcesses(process, 'KILL');
      throw process.ending.reason;
    }
  }
}

/** Signals the process and its children, found by their marker; the container needs `sh` and `tr` for it. */
export async function signalProcesses(process: JobProcess<'exec'>, signal: SignalName): Promise<void> {
  const script = `for p in /proc/[0-9]*; do case " $(tr '\\0' ' ' <"$p/environ" 2>/dev/null)" in *" ${marker}=${process.id} "*) kill -${signal} "\${p#/proc/}" 2>/dev/null;; esac; done; true`;
  const { status } = await process.host.exec.execToEnd({
    container: process.args.container,
    cmd: ['sh', '-c', script],
    env: {},
    user: '0',
    tty: false,
  });
  if (status !== exitStatus.ok)
    await process.output.say(
      `longshore: ${signal} needs sh in the container, which answered ${status}; the process runs on`,
    );
}
