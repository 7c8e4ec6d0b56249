/** The exit status that shells give to a process that ended by this signal. */
const exitStatuses = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Why a command stopped early: somebody pressed Ctrl-C or sent it a signal. */
export class Interrupted extends Error {
  /** @param {keyof typeof exitStatuses} signal */
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.exitStatus = exitStatuses[signal];
  }
}

const controller = new AbortController();

/** Aborts at the first Ctrl-C, TERM or HUP: work in progress stops, and what was started is taken down. */
export const interruption = controller.signal;

/** Turns signals into `interruption`, so that clean-up runs; a second Ctrl-C does not cut the clean-up short. */
export function listenForInterruption() {
  for (const signal of Object.keys(exitStatuses)) {
    process.on(signal, () => controller.abort(new Interrupted(/** @type {keyof typeof exitStatuses} */ (signal))));
  }
}
