import v8 from 'node:v8';
import vm from 'node:vm';

const afterMs = 3_000;

/**
 * Gives back to the system, once, what starting up needed: loading modules leaves some 40 MB of garbage that V8 would keep
 * until it needs the room.
 */
export function giveBackMemoryOfStart(): void {
  setTimeout(() => {
    v8.setFlagsFromString('--expose-gc');
    const collect = vm.runInNewContext('gc') as NodeJS.GCFunction;
    collect({ type: 'major', execution: 'async', flavor: 'last-resort' });
  }, afterMs).unref();
}
