/** The few kinds of failure that a caller can tell apart. Each front door maps them to its own codes in one file. */
export type ErrorKind =
  | 'invalid' // the request itself is wrong
  | 'unauthenticated' // nobody is known to ask
  | 'forbidden' // somebody known may not
  | 'not-found'
  | 'conflict' // it does not fit what is there now
  | 'unprocessable' // understood, but it contradicts an earlier request
  | 'too-large'
  | 'unavailable' // a part that is needed does not answer; try again
  | 'internal';

/** A failure with a stable code and a message that says what to do next. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    /** Stable, kebab-case; listed in docs/errors.md. */
    readonly code: string,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
