import { DomainError } from '#event-sourcing';

/** What a fake host says of a thing that it does not have. */
export function notFound(message: string): DomainError {
  return new DomainError('not-found', 'host-not-found', message);
}

/** What a fake host says when a thing does not fit what is there. */
export function conflict(message: string): DomainError {
  return new DomainError('conflict', 'host-conflict', message);
}

/** What a fake host says when it tried and failed, or will not. */
export function refused(message: string): DomainError {
  return new DomainError('invalid', 'host-refused', message);
}
