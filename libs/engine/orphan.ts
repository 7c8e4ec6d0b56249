import { type JobName, statusOfSignal } from '#domain';
import type { Handler } from './handler.js';

/** A job of a door whose client went away with the process that had it: there is nobody left to serve. */
export const orphan: Handler<JobName> = {
  run: () => Promise.resolve({ status: statusOfSignal('HUP'), error: lost }),
};
const lost = { code: 'client-lost', message: 'The front door that served its client has died. Connect again.' };
