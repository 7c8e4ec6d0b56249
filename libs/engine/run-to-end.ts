import type { JobName } from '#domain';
import { isRelease } from './ended.js';
import type { Exit, Handler } from './handler.js';
import type { JobProcess } from './job-process.js';

/** A handler that does not come back so long after its work was broken off is left behind; of a worker that stops, sooner. */
const abandonAfterMs = 30_000;
const abandonOnReleaseAfterMs = 3_000;

/** Runs a handler to its end; rejects with the reason when its work was broken off and it does not come back. */
export async function runToEnd(handler: Handler<JobName>, process: JobProcess): Promise<Exit<JobName>> {
  const abandoned = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const abandonLater = () => {
    const { reason } = process.ending;
    timer = setTimeout(() => abandoned.reject(reason), isRelease(reason) ? abandonOnReleaseAfterMs : abandonAfterMs);
  };
  process.ending.addEventListener('abort', abandonLater, { once: true });
  try {
    // A retry must run even when it is told to end at once: it alone can stop what an earlier start left running.
    if (!process.isRetry) process.ending.throwIfAborted();
    return await Promise.race([handler.run(process), abandoned.promise]);
  } finally {
    process.ending.removeEventListener('abort', abandonLater);
    clearTimeout(timer);
  }
}
