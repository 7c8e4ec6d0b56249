/** Exit statuses with a meaning of their own, as `docker run` and shells use them. */
export const exitStatus = {
  ok: 0,
  /** The time limit ended it. */
  timedOut: 124,
  /** The host refused, or Longshore could not carry it out. */
  refusedByHost: 125,
  /** The command of the container was found and could not be invoked. */
  notInvokable: 126,
  /** No such command, or no such job name. */
  notFound: 127,
} as const;
