import v8 from 'node:v8';
import vm from 'node:vm';

const afterMs = 3_000;

function collector(): NodeJS.GCFunction {
  v8.setFlagsFromString('--expose-gc');
  return vm.runInNewContext('gc') as NodeJS.GCFunction;
}

/** So many bytes may pass before their buffers are given back: few enough to stay in the processor's cache. */
const passingBytes = 2_097_152;

/**
 * Gives back the buffers of bytes that pass through, at once. V8 does not count them as garbage of its own: of a gigabyte that is passed on,
 * a hundred megabytes would wait for a collection, and each piece would be written to memory that is not in the cache (a third slower, measured).
 *
 * @returns to be told of each piece by its length
 */
export function giveBackWhatPasses(): (bytes: number) => void {
  const collect = collector();
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < passingBytes) return;
    passed = 0;
    collect({ type: 'minor', execution: 'sync' });
  };
}

/**
 * Gives back to the system, once, what starting up needed: loading modules leaves some 40 MB of garbage that V8 would keep
 * until it needs the room.
 */
export function giveBackMemoryOfStart(): void {
  setTimeout(() => {
    collector()({ type: 'major', execution: 'async', flavor: 'last-resort' });
  }, afterMs).unref();
}
