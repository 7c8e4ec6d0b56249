import { dataOf, type Job, rest } from './client.js';

/** Sends a command whose route is known only when it is sent. @throws Problem */
export async function send(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Job> {
  return dataOf(untyped(method, path, body));
}

async function untyped(
  method: 'POST' | 'DELETE',
  path: string,
  body: unknown,
): Promise<{ data?: Job; error?: unknown; response: Response }> {
  // The typed client checks routes that stand in the source; this one comes from a job's record.
  const call = rest.request as (
    method: string,
    path: string,
    init: object,
  ) => Promise<{ data?: Job; error?: unknown; response: Response }>;
  return call(method.toLowerCase(), path, body === undefined ? {} : { body });
}
