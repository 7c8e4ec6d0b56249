import type { Host } from './ports/index.js';

/** How long a running job waits for a host that went away, e.g. for a restart of its engine. */
const patienceMs = 60_000;

/** Waits until the host answers again; false when it does not in time, or the job ends before. */
export async function answersInTime(host: Host, ending: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  for (let wait = 100; Date.now() < deadline && !ending.aborted; wait = Math.min(wait * 2, 2_000)) {
    const isThere = await host.info().then(
      () => true,
      () => false,
    );
    if (isThere) return true;
    await new Promise<void>((resolve) => setTimeout(resolve, wait));
  }
  return false;
}
