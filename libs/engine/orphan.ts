import { type JobName, statusOfSignal } from '#domain';
import type { Handler } from './handler.js';
import { signalProcesses } from './handlers/exec-process.js';
import type { JobProcess } from './job-process.js';

/** A job of a door whose client went away with the process that had it: there is nobody left to serve. */
export const orphan: Handler<JobName> = {
  async run(process) {
    // What ran at a terminal would otherwise run on, with nobody at it. A host that is away has nobody to tell.
    if (process.name === 'exec' && process.effect['exec'] !== undefined)
      await signalProcesses(process as JobProcess<'exec'>, 'KILL').catch(() => undefined);
    return { status: statusOfSignal('HUP'), error: lost };
  },
};
const lost = { code: 'client-lost', message: 'The front door that served its client has died. Connect again.' };
