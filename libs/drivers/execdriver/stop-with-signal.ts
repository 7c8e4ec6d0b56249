import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { DomainError } from '#event-sourcing';

const defaultSeconds = 10;

/** Stops a container with a signal that is not its own, which the engine's stop cannot do before API 1.42. */
export async function stopWithSignal(
  engine: EngineConnection,
  id: string,
  signal: string,
  seconds = defaultSeconds,
): Promise<void> {
  try {
    await engine.call({ method: 'POST', path: enginePath`/containers/${id}/kill`, query: { signal } });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'host-conflict') return;
    throw error;
  }
  await waitAtMost(engine, id, seconds);
  // Also when it has ended: only a stop keeps a restart policy from starting it again.
  await engine.call({ method: 'POST', path: enginePath`/containers/${id}/stop`, query: { t: 0 } });
}

async function waitAtMost(engine: EngineConnection, id: string, seconds: number): Promise<void> {
  const deadline = AbortSignal.timeout(seconds * 1_000);
  try {
    await engine.call({ method: 'POST', path: enginePath`/containers/${id}/wait`, signal: deadline });
  } catch (error) {
    if (!deadline.aborted) throw error;
  }
}
