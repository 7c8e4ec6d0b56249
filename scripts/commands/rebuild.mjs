import { runOnTheLog } from '../on-the-log.mjs';

/**
 * `./longshore rebuild [--verify]`: rebuilds the read models from the event log, whether the product runs or not.
 *
 * @param {readonly string[]} args
 */
export default function rebuild(args) {
  return runOnTheLog('rebuild', args);
}
