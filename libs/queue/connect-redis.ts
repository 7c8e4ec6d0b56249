import { Redis } from 'ioredis';

/** A connection for a worker: it waits for Redis as long as it takes. */
export function connectWorker(url: string): Redis {
  return quiet(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }));
}

/** A connection for everything else: while Redis is away, a call fails at once instead of waiting. */
export function connectClient(url: string): Redis {
  return quiet(new Redis(url, { maxRetriesPerRequest: 1, retryStrategy }));
}

function retryStrategy(attempt: number): number {
  return Math.min(50 * attempt, 1_000);
}

/** Errors of the connection reject the calls that need it; without a listener they would be printed as well. */
function quiet(redis: Redis): Redis {
  return redis.on('error', () => undefined);
}
