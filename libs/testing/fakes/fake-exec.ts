import { randomBytes } from 'node:crypto';
import type { ExecSpec, HostExec, WorkIo } from '#engine';
import type { FakeContainer } from './fake-container.js';
import { conflict } from './fake-errors.js';
import { FakeOutput } from './fake-output.js';
import { FakeProcess } from './fake-process.js';

/** A process that was run in a container of a fake host. */
export class FakeExec {
  readonly id = randomBytes(32).toString('hex');
  #process: FakeProcess | undefined;
  #exitCode: number | undefined;

  constructor(
    private readonly spec: ExecSpec,
    private readonly container: FakeContainer,
    private readonly instant: boolean,
  ) {}

  /** The host forgets it when its container has stopped. */
  get isForgotten(): boolean {
    return !this.container.running;
  }

  async start(io: WorkIo): Promise<void> {
    if (this.#process) throw conflict(`Exec ${this.id} has already been started`);
    const output = new FakeOutput(this.spec.tty);
    const env = { ...this.container.env, ...this.spec.env };
    const process = new FakeProcess({ argv: this.spec.cmd, env, output, instant: this.instant, isInit: false });
    this.#process = process;
    this.container.execs.add(process);
    const ended = process.ended.then((status) => {
      this.#exitCode = status;
      this.container.execs.delete(process);
    });
    await output.copy(io, 0, ended);
  }

  describe(): HostExec {
    const running = this.#process !== undefined && this.#exitCode === undefined;
    return { id: this.id, running, ...(this.#exitCode !== undefined && { exitCode: this.#exitCode }) };
  }
}
