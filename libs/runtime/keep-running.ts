import { setTimeout } from 'node:timers/promises';

/** Where a worker tells what it meets, for the log of its process. */
export type Report = (message: string, error?: unknown) => void;

/** Does work again and again, at most once an interval, until the signal aborts. A failure is reported when it is a new one. */
export async function keepRunning(loop: {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly report: Report;
}): Promise<void> {
  let failure: string | undefined;
  while (!loop.signal.aborted) {
    try {
      await loop.work();
      if (failure !== undefined) loop.report(`${loop.name} works again`);
      failure = undefined;
    } catch (error) {
      const told = String(error);
      if (told !== failure) loop.report(`${loop.name} failed; it is tried again`, error);
      failure = told;
    }
    await setTimeout(loop.everyMs, undefined, { signal: loop.signal }).catch(() => undefined);
  }
}
