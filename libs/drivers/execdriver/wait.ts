import type { ContainerInspectInfo } from 'dockerode';
import type { EngineConnection } from '../connection/engine-connection.js';
import { hostFailure } from '../connection/engine-errors.js';
import { enginePath } from '../connection/engine-path.js';

interface EngineWait {
  readonly StatusCode: number;
  readonly Error?: { readonly Message?: string } | null;
}

/**
 * Waits for the end of a container, whether it was started before or will be.
 *
 * The engine's own conditions each miss a case: `not-running` ends at once with 0 for a container that was never started,
 * `next-exit` never ends for one that has exited. So we listen for the next exit first (the engine answers with headers
 * when it listens) and then look whether it has been.
 */
export async function waitContainer(
  engine: EngineConnection,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly status: number }> {
  const nextExit = await engine.open({
    method: 'POST',
    path: enginePath`/containers/${id}/wait`,
    query: { condition: 'next-exit' },
    signal,
  });
  try {
    const { State: state } = await engine.call<ContainerInspectInfo>({
      method: 'GET',
      path: enginePath`/containers/${id}/json`,
      signal,
    });
    if (!state.Running && state.Status !== 'created') return { status: state.ExitCode };
    const exit = await engine.readJson<EngineWait>(nextExit, signal);
    if (exit.Error?.Message) throw hostFailure(exit.Error.Message);
    return { status: exit.StatusCode };
  } finally {
    nextExit.destroy();
  }
}
