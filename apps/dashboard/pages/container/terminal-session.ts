import { csrfToken } from '../../api/client.js';

/** What somebody wants to run at a terminal, and where. */
export interface TerminalWish {
  readonly id: string;
  readonly host: string;
  readonly cmd: readonly string[];
  /** Empty: the container's own. */
  readonly user: string;
  /** Tells one session from the next. */
  readonly turn: number;
}

/** How a session stands. */
export interface TerminalState {
  readonly is: 'connecting' | 'running' | 'ended' | 'lost';
  readonly job?: { readonly id: string; readonly pid: number };
  readonly status?: number | null;
  readonly problem?: string;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where what comes goes to. */
interface Screen {
  /** Shows bytes; calls back when they have been shown. */
  readonly show: (bytes: Uint8Array, done: () => void) => void;
  readonly onState: (state: TerminalState) => void;
}

type Told =
  | { readonly type: 'started'; readonly job: string; readonly pid: number }
  | { readonly type: 'ended'; readonly status: number | null }
  | { readonly type: 'problem'; readonly detail: string };

/** One session at a terminal, by a WebSocket. */
export class TerminalSession {
  readonly #socket: WebSocket;
  readonly #encoder = new TextEncoder();
  #state: TerminalState = { is: 'connecting' };
  #isLeft = false;

  constructor(
    wish: TerminalWish,
    size: Size,
    private readonly screen: Screen,
  ) {
    this.#socket = new WebSocket(addressOf(wish, size), ['longshore.terminal', `csrf.${csrfToken()}`]);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') this.#hear(JSON.parse(data) as Told);
      else this.#show(new Uint8Array(data));
    });
    this.#socket.addEventListener('close', () => {
      if (this.#state.is !== 'ended') this.#change({ is: 'lost' });
    });
  }

  /** Sends what is typed. */
  type(text: string): void {
    if (this.#isOpen) this.#socket.send(this.#encoder.encode(text));
  }

  resize(size: Size): void {
    this.#say({ type: 'resize', ...size });
  }

  /** Ends it: its process goes with it. */
  leave(): void {
    this.#isLeft = true;
    this.#socket.close();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  #say(message: object): void {
    if (this.#isOpen) this.#socket.send(JSON.stringify(message));
  }

  #show(bytes: Uint8Array): void {
    this.screen.show(bytes, () => this.#say({ type: 'shown', bytes: bytes.length }));
  }

  #hear(told: Told): void {
    switch (told.type) {
      case 'started':
        return this.#change({ is: 'running', job: { id: told.job, pid: told.pid } });
      case 'ended':
        return this.#change({ is: 'ended', status: told.status });
      case 'problem':
        return this.#change({ problem: told.detail });
    }
  }

  #change(to: Partial<TerminalState>): void {
    this.#state = { ...this.#state, ...to };
    if (!this.#isLeft) this.screen.onState(this.#state);
  }
}

function addressOf({ id, host, cmd, user }: TerminalWish, { columns, rows }: Size): string {
  const query = new URLSearchParams({ host, columns: String(columns), rows: String(rows), paced: 'true' });
  for (const word of cmd) query.append('cmd', word);
  if (user !== '') query.set('user', user);
  const address = new URL(`/v1/containers/${encodeURIComponent(id)}/terminal?${query}`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  return address.href;
}
