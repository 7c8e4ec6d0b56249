import type { JobExit } from '../job/job.events.js';

const transientText =
  /\b(?:50[0234]|429)\b|timeout|timed out|connection (?:refused|reset)|no route to host|temporary failure|unexpected EOF|TLS handshake|server misbehaving|broken pipe/i;

/** Whether the same work may well succeed when it is tried again: the fault was of a registry, the network or an engine that went away. */
export function isTransientFault({ error, timedOut }: JobExit): boolean {
  if (!error || timedOut) return false;
  if (error.code === 'host-unreachable') return true;
  return error.code === 'host-refused' && transientText.test(error.message);
}

/** How long to wait before the next try, after so many. */
export function backoffMs(seconds: number, tries: number): number {
  return seconds * 1_000 * 2 ** Math.max(tries - 1, 0);
}
