import { DomainError } from '#event-sourcing';

/** The bake file is wrong. */
export function bakeInvalid(problem: string): DomainError {
  return new DomainError('invalid', 'bake-invalid', `The bake file cannot be used: ${problem}`);
}

/** The bake file asks for something that only buildx itself has. */
export function bakeUnsupported(what: string): DomainError {
  return new DomainError('invalid', 'bake-unsupported', what);
}

/** Turns every expression of a bake file into plain values, of whatever format it is. */
export const printRemedy = 'Send what this prints: docker buildx bake --print > docker-bake.json';
