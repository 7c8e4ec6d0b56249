import type { Output, OutputKept, OutputStream, OutputWriter } from './ports/index.js';
import { SecretMask } from './secret-mask.js';

/** What became of a job's output. */
export interface OutputTotals {
  readonly stdout: number;
  readonly stderr: number;
  /** Bytes over the limit, not kept. */
  readonly cut: number;
}

/** stdout and stderr of a running job: secrets masked, the rest kept up to a limit. */
export class JobOutput implements Output {
  #masks: Readonly<Record<OutputStream, SecretMask>>;
  readonly #totals = { stdout: 0, stderr: 0, cut: 0 };
  readonly #skip = { stdout: 0, stderr: 0 };
  #kept: number;
  #lastLines = '';

  constructor(
    private readonly writer: OutputWriter,
    kept: OutputKept,
    private readonly limit: number,
    private readonly secrets: readonly string[],
  ) {
    this.#masks = this.#newMasks();
    this.#kept = kept.stdout + kept.stderr;
    this.#totals.stdout = kept.stdout;
    this.#totals.stderr = kept.stderr;
  }

  /** How much has been written so far. */
  get written(): { readonly stdout: number; readonly stderr: number } {
    return { stdout: this.#totals.stdout, stderr: this.#totals.stderr };
  }

  /** Where the next byte of stdout will stand among all the bytes of the job. */
  get position(): number {
    return this.#totals.stdout + this.#totals.stderr + this.#masks.stdout.held;
  }

  /** The source begins anew, as after a worker's death: what was written since `from` is passed over. */
  replay(from: { readonly stdout: number; readonly stderr: number }): void {
    this.#masks = this.#newMasks();
    this.#skip.stdout = Math.max(0, this.#totals.stdout - from.stdout);
    this.#skip.stderr = Math.max(0, this.#totals.stderr - from.stderr);
  }

  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    await this.#keep(stream, this.#masks[stream].push(bytes));
  }

  /** Writes a line of Longshore's own to stderr. */
  async say(line: string): Promise<void> {
    await this.write('stderr', Buffer.from(`${line}\n`));
  }

  /** The last line of stderr that is not empty. */
  get lastError(): string | undefined {
    return this.#lastLines.trimEnd().split('\n').at(-1)?.slice(0, 1_000) || undefined;
  }

  /** Ends both streams; says how much was cut. */
  async end(): Promise<OutputTotals> {
    await this.#keep('stdout', this.#masks.stdout.end());
    await this.#keep('stderr', this.#masks.stderr.end());
    if (this.#totals.cut > 0) {
      const marker = `\n[longshore: the output limit of ${this.limit} bytes was reached; ${this.#totals.cut} bytes were cut]\n`;
      await this.writer.write('stderr', Buffer.from(marker));
    }
    await this.writer.end();
    return this.#totals;
  }

  /** Keeps what is written, and leaves the streams open for another start: what a mask holds back is written again there. */
  async release(): Promise<void> {
    await this.writer.end();
  }

  #newMasks(): Readonly<Record<OutputStream, SecretMask>> {
    return { stdout: new SecretMask(this.secrets), stderr: new SecretMask(this.secrets) };
  }

  async #keep(stream: OutputStream, masked: Uint8Array): Promise<void> {
    const passed = Math.min(this.#skip[stream], masked.length);
    this.#skip[stream] -= passed;
    const bytes = masked.subarray(passed);
    if (bytes.length === 0) return;
    if (stream === 'stderr') this.#lastLines = (this.#lastLines + Buffer.from(bytes).toString()).slice(-4_096);
    this.#totals[stream] += bytes.length;
    const room = bytes.subarray(0, Math.max(0, this.limit - this.#kept));
    this.#totals.cut += bytes.length - room.length;
    this.#kept += room.length;
    if (room.length > 0) await this.writer.write(stream, room);
  }
}
