import type { ExecInspectInfo } from 'dockerode';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecSpec, HostExec, WorkIo } from '#engine';
import { copyOutput } from '../connection/copy-output.js';
import type { EngineConnection } from '../connection/engine-connection.js';
import { hostRefusal } from '../connection/engine-errors.js';
import { enginePath } from '../connection/engine-path.js';

/** Makes a process in a container known to the engine, without starting it. */
export async function createExec(engine: EngineConnection, exec: ExecSpec): Promise<{ readonly exec: string }> {
  const created = await engine.call<{ readonly Id: string }>({
    method: 'POST',
    path: enginePath`/containers/${exec.container}/exec`,
    body: {
      AttachStdin: exec.stdin === true,
      AttachStdout: true,
      AttachStderr: true,
      Cmd: exec.cmd,
      Env: Object.entries(exec.env).map(([name, value]) => `${name}=${value}`),
      Tty: exec.tty,
      User: exec.user,
      WorkingDir: exec.workdir,
    },
  });
  return { exec: created.Id };
}

/**
 * Starts it and copies its output to the end. A program that cannot be started says so in its output and ends with 126 or 127.
 *
 * The engine refuses a second start only after it has switched protocols, as text in the output; so we look first.
 */
export async function startExec(
  engine: EngineConnection,
  id: string,
  options: { readonly tty: boolean },
  io: WorkIo,
): Promise<void> {
  const exec = await inspectExec(engine, id);
  if (exec?.running || exec?.exitCode !== undefined)
    throw hostRefusal(409, `Exec ${id} has been started already; create another.`);
  const stream = await engine.hijack({
    method: 'POST',
    path: enginePath`/exec/${id}/start`,
    body: { Detach: false, Tty: options.tty },
    signal: io.signal,
  });
  await copyOutput(engine, stream, options, io);
}

export async function inspectExec(engine: EngineConnection, id: string): Promise<HostExec | undefined> {
  const info = await engine.find<ExecInspectInfo>({ method: 'GET', path: enginePath`/exec/${id}/json` });
  if (!info) return undefined;
  return { id: info.ID, running: info.Running, ...(info.ExitCode !== null && { exitCode: info.ExitCode }) };
}

/** Resolves with the status of an exec whose output has ended: the engine notes it a moment later. */
export async function execStatus(engine: EngineConnection, id: string): Promise<{ readonly status: number }> {
  for (let pause = 2; ; pause = Math.min(pause * 2, 250)) {
    const exec = await inspectExec(engine, id);
    if (!exec)
      throw hostRefusal(404, `The container of exec ${id} stopped before the exec had ended; start it and try again.`);
    if (exec.exitCode !== undefined) return { status: exec.exitCode };
    await delay(pause);
  }
}
