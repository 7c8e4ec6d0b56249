import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { HostTerminal, TerminalClient, TerminalSize } from '#engine';

const side = z.int().min(1).max(1_000);

/** The sides of a terminal as a client tells them. */
export const terminalSize = { columns: side, rows: side };

const said = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('resize'), ...terminalSize }),
  /** So many bytes more have been shown: who says so is not sent more than he can show. */
  z.strictObject({ type: z.literal('shown'), bytes: z.int().min(1).max(1_073_741_824) }),
]);

/** So much may be on its way to a client that tells what it has shown. */
const mostUnshown = 262_144;

/** What is told of a session beside what its process writes. */
export type Told =
  | { readonly type: 'started'; readonly job: string; readonly pid: number }
  | { readonly type: 'ended'; readonly status: number | null }
  | { readonly type: 'problem'; readonly code: string; readonly detail: string };

/**
 * Somebody at a terminal, by a WebSocket: binary messages are what is typed and what is shown, text ones are JSON: `resize` and `shown` from the client,
 * and what is told of the session to it.
 */
export class TerminalSocket implements TerminalClient {
  readonly #gone = new AbortController();
  /** What came before the process was there. */
  readonly #early: Buffer[] = [];
  #unshown = 0;
  #goOn: (() => void) | undefined;
  #terminal: Pick<HostTerminal, 'resize' | 'write'> | undefined;
  #size: TerminalSize;

  constructor(
    private readonly socket: WebSocket,
    { columns, rows }: TerminalSize,
    /** Whether the client tells what it has shown. */
    private readonly isPaced: boolean,
  ) {
    this.#size = { columns, rows };
    socket.on('message', (data, isBinary) => this.#take(bytesOf(data), isBinary));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#gone.abort();
      this.#goOn?.();
    });
  }

  get size(): TerminalSize {
    return this.#size;
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  async show(bytes: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.socket.send(bytes, { binary: true }, () => resolve()));
    this.#unshown += bytes.length;
    if (this.isPaced && this.#unshown > mostUnshown && !this.gone.aborted)
      await new Promise<void>((resolve) => (this.#goOn = resolve));
  }

  tell(told: Told): void {
    this.socket.send(JSON.stringify(told), () => undefined);
  }

  connect(terminal: Pick<HostTerminal, 'resize' | 'write'>): void {
    this.#terminal = terminal;
    for (const bytes of this.#early.splice(0)) this.#type(bytes);
  }

  #take(bytes: Buffer, isBinary: boolean): void {
    if (!isBinary) this.#hear(bytes.toString());
    else if (this.#terminal) this.#type(bytes);
    else this.#early.push(bytes);
  }

  /** No more is read from the client than the process takes. */
  #type(bytes: Buffer): void {
    this.socket.pause();
    const goOn = () => this.socket.resume();
    this.#terminal?.write(bytes).then(goOn, goOn);
  }

  #hear(text: string): void {
    const { success, data } = said.safeParse(parsed(text));
    if (!success) return this.socket.close(1008, 'not a message of this protocol');
    if (data.type === 'resize') return this.#resize(data);
    this.#unshown -= data.bytes;
    if (this.#unshown <= mostUnshown) this.#goOn?.();
  }

  #resize({ columns, rows }: TerminalSize): void {
    this.#size = { columns, rows };
    // A process that has ended has no size any more.
    this.#terminal?.resize(this.#size).catch(() => undefined);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
