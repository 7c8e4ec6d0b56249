import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { FakeOutput } from './fake-output.js';
import { runFakeCommand } from './fake-shell.js';

/** What a fake process is started with. */
export interface FakeProcessOptions {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly output: FakeOutput;
  /** Sleeping takes no time. */
  readonly instant: boolean;
  /** PID 1 of a container, to which the kernel delivers only KILL as long as it handles no signals. */
  readonly isInit: boolean;
}

/** A process of a fake container. */
export class FakeProcess {
  /** Resolves with the exit status, 128+n after signal n. */
  readonly ended: Promise<number>;
  readonly #killed = new AbortController();

  constructor(private readonly options: FakeProcessOptions) {
    this.ended = this.#run();
  }

  /** `signal`: a name with or without `SIG`, or a number. */
  kill(signal: string): void {
    const number = signalNumber(signal);
    if (!this.options.isInit || number === constants.signals.SIGKILL) this.#killed.abort(number);
  }

  async #run(): Promise<number> {
    const { argv, env, output, instant } = this.options;
    // What a start makes is seen only after it.
    await Promise.resolve();
    try {
      return await runFakeCommand(argv, {
        env,
        write: (stream, bytes) => output.write(stream, bytes),
        sleep: (milliseconds) => delay(instant ? 0 : milliseconds, undefined, { signal: this.#killed.signal }),
      });
    } catch (error) {
      if (this.#killed.signal.aborted) return 128 + Number(this.#killed.signal.reason);
      throw error;
    }
  }
}

function signalNumber(signal: string): number {
  const name = `SIG${signal.replace(/^SIG/, '')}`;
  return (constants.signals as Readonly<Record<string, number>>)[name] ?? Number(signal);
}
