import type { ServerResponse } from 'node:http';
import { DomainError, type ErrorKind } from '#event-sourcing';

/** HTTP's number for each kind of failure. */
const statusOf: Readonly<Record<ErrorKind, number>> = {
  conflict: 409,
  forbidden: 403,
  internal: 500,
  invalid: 400,
  'not-found': 404,
  'too-large': 413,
  unauthenticated: 401,
  unavailable: 503,
  unprocessable: 422,
};

/** What a failure is answered with: a status, and Docker's body. */
export function answerOf(error: unknown): { readonly status: number; readonly body: string } {
  const known = asDomainError(error);
  const status = statusByCode[known.code] ?? statusOf[known.kind];
  return { status, body: `${JSON.stringify({ message: known.message })}\n` };
}

const statusByCode: Readonly<Record<string, number>> = { 'host-unreachable': 502, 'queue-full': 429 };

export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return new DomainError('internal', 'internal', 'Longshore failed at this. Try again; if it goes on, see its log.', {
    cause: error,
  });
}

/** Answers a failure as an engine does; when an answer has begun, only breaking off is left. */
export function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { status, body } = answerOf(error);
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="Longshore"');
  if (status === 429 || status === 503) response.setHeader('retry-after', '2');
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
