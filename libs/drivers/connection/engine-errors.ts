import { DomainError, type ErrorKind } from '#event-sourcing';

/** What an engine said no with, by its HTTP status; the message is the engine's own. */
export function hostRefusal(status: number, message: string): DomainError {
  switch (status) {
    case 404:
      return new DomainError('not-found', 'host-not-found', message);
    case 409:
      return new DomainError('conflict', 'host-conflict', message);
    default:
      return new DomainError(refusedKind(status), 'host-refused', message);
  }
}

function refusedKind(status: number): ErrorKind {
  return status < 500 ? 'invalid' : 'internal';
}

/** An error that a 200 stream ended with (`errorDetail`): the engine tried and failed. */
export function hostFailure(message: string): DomainError {
  return new DomainError('invalid', 'host-refused', message);
}

/** The connection could not be made, or broke. */
export function hostUnreachable(host: { readonly name: string; readonly url: string }, cause: unknown): DomainError {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const message = `Host "${host.name}" at ${host.url} does not answer (${problem}); check that its Docker Engine runs.`;
  return new DomainError('unavailable', 'host-unreachable', message, { cause });
}

/** Whether an engine said that there is no such thing. */
export function isHostNotFound(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'host-not-found';
}
