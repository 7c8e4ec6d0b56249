import { runOnTheLog } from '../on-the-log.mjs';

/**
 * `./longshore verify`: walks the chain of the event log, whether the product runs or not.
 *
 * @param {readonly string[]} args
 */
export default function verify(args) {
  return runOnTheLog('verify', args);
}
