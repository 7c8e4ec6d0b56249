import { setTimeout as pause } from 'node:timers/promises';
import { Complaint } from './complaint.mjs';
import { interruption } from './interruption.mjs';

/**
 * Asks again and again until the answer is truthy, and resolves with that answer.
 *
 * @template T
 * @param {() => T | Promise<T>} ask a throw counts as "not yet"
 * @param {{ what: string, withinMs: number, everyMs?: number, signal?: AbortSignal | null }} options
 *   `signal: null` is for clean-up, which goes on after Ctrl-C
 * @returns {Promise<T>}
 */
export async function until(ask, { what, withinMs, everyMs = 25, signal = interruption }) {
  const deadline = performance.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    let failure;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      if (error instanceof Complaint) throw error;
      failure = error;
    }
    if (performance.now() > deadline) {
      throw new Complaint(`${what} did not happen within ${withinMs / 1000} s${failure ? `: ${failure.message}` : ''}`);
    }
    await pause(everyMs);
  }
}
