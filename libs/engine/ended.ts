import type { SignalName } from '#domain';

/** Why the work of a job is broken off. Thrown through its handler as the reason of its AbortSignal. */
export type EndReason =
  | { readonly type: 'signal'; readonly signal: SignalName }
  | { readonly type: 'timeout' }
  /** The worker stops: let go of the host without harm; another start goes on. */
  | { readonly type: 'release' };

/** Thrown where a job's work is broken off. */
export class JobEnded extends Error {
  override readonly name = 'JobEnded';

  constructor(readonly reason: EndReason) {
    super(reason.type === 'signal' ? `ended by ${reason.signal}` : reason.type);
  }
}

/** Whether a worker's stop is what broke the work off: nothing on the host may then be touched. */
export function isRelease(error: unknown): boolean {
  return error instanceof JobEnded && error.reason.type === 'release';
}

/** A container's command could not be run: the host tells by the exit code that it gave the container. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';

  constructor(
    /** 126 or 127. */
    readonly status: number,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
