/** The signals that a job understands, with their numbers on Linux. */
export const signalNumbers = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  TERM: 15,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
} as const;

export type SignalName = keyof typeof signalNumbers;

const terminating: ReadonlySet<SignalName> = new Set(['HUP', 'INT', 'QUIT', 'KILL', 'TERM']);

/** Whether a job that does not handle the signal is ended by it. */
export function isTerminating(signal: SignalName): boolean {
  return terminating.has(signal);
}

/** The exit status of a process that a signal ended, as shells report it. */
export function statusOfSignal(signal: SignalName): number {
  return 128 + signalNumbers[signal];
}
