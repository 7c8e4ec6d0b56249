import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type CliOptions, startDocker } from './door.js';

/** A program that runs, and all that it has said so far. */
export class Running {
  stdout = '';
  stderr = '';
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcess;
  #heard = Promise.withResolvers<void>();

  constructor(args: readonly string[], options: CliOptions = {}) {
    this.#child = startDocker(args, options);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear('stdout', text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#hear('stderr', text));
    this.#child.stdin?.on('error', () => undefined);
    this.ended = once(this.#child, 'close').then(([status, signal]) => (status ?? signal) as number | string);
    void this.ended.then(() => this.#hear('stderr', ''));
  }

  /** Resolves with what it says of the pattern, as soon as it does. */
  async says(pattern: RegExp, on: 'stderr' | 'stdout' = 'stdout'): Promise<string> {
    for (;;) {
      const found = pattern.exec(this[on]);
      if (found) return found[1] ?? found[0];
      if (this.#child.exitCode !== null) throw new Error(`ended without ${pattern}: ${this.stdout}${this.stderr}`);
      await this.#heard.promise;
    }
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #hear(stream: 'stderr' | 'stdout', text: string): void {
    this[stream] += text;
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }
}
