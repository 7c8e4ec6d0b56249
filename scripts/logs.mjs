import { closeSync, existsSync, fstatSync, openSync, readSync, statSync, watch } from 'node:fs';
import { once } from 'node:events';
import { logFile } from './background.mjs';
import { prettyLine } from './log-line.mjs';
import { profiles } from './state.mjs';

/** How much of a log is shown before it is followed. */
const tailBytes = 16 * 1024;

/** Prints logs, one after the other. @param {readonly string[]} names */
export function printLogs(names) {
  for (const name of names) new LogReader(name, names.length > 1, 0).readOn();
  return 0;
}

/**
 * Prints the ends of logs, and what is written to them from then on, until the signal.
 *
 * @param {readonly string[]} names
 * @param {{ signal: AbortSignal, fromEnd?: boolean }} options fromEnd: only what is new
 */
export async function followLogs(names, { signal, fromEnd = false }) {
  const watchers = names.map((name) => {
    const file = logFile(profiles.up, name);
    const reader = new LogReader(
      name,
      names.length > 1,
      existsSync(file) ? Math.max(0, statSync(file).size - (fromEnd ? 0 : tailBytes)) : 0,
    );
    reader.readOn();
    return watch(file, () => reader.readOn());
  });
  if (!signal.aborted) await once(signal, 'abort');
  for (const watcher of watchers) watcher.close();
}

/** Reads a log that grows, and prints its whole lines. */
class LogReader {
  #rest = '';

  /**
   * @param {string} name
   * @param {boolean} isNamed whether lines say which log they are of
   * @param {number} position where to begin, in bytes
   */
  constructor(name, isNamed, position) {
    this.file = logFile(profiles.up, name);
    this.label = isNamed ? name.padEnd(8) : '';
    this.position = position;
    this.decoder = new TextDecoder();
    this.skipsFirst = position > 0 && !endsLine(this.file, position);
  }

  readOn() {
    const lines = (this.#rest + this.#readBytes()).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.skipsFirst && lines.length > 0) {
      lines.shift(); // it began before the position
      this.skipsFirst = false;
    }
    for (const line of lines) process.stdout.write(`${this.label}${process.stdout.isTTY ? prettyLine(line) : line}\n`);
  }

  #readBytes() {
    const fd = openSync(this.file, 'r');
    const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - this.position));
    const count = readSync(fd, bytes, 0, bytes.length, this.position);
    closeSync(fd);
    this.position += count;
    return this.decoder.decode(bytes.subarray(0, count), { stream: true });
  }
}

/** Whether a line ends right before a position. @param {string} file @param {number} position */
function endsLine(file, position) {
  const fd = openSync(file, 'r');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, position - 1);
  closeSync(fd);
  return byte.toString() === '\n';
}
