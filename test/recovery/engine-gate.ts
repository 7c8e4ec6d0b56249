import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

/** A request at which the gate does something. */
export interface Gated {
  /** The request has come to the gate. */
  readonly arrived: Promise<void>;
  /** The engine has begun to answer it. */
  readonly answered: Promise<void>;
  /** Lets what is held go on. */
  letGo(): void;
}

interface Rule {
  readonly pattern: RegExp;
  readonly holds: 'request' | 'answer';
  readonly arrived: PromiseWithResolvers<void>;
  readonly answered: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
}

/**
 * A socket in front of the Docker Engine's, at which a test can stop single requests or their answers. It copies bytes: what is
 * hijacked or streamed passes as it is. A client that dies takes its connection to the engine with it, as without the gate.
 */
export class EngineGate implements AsyncDisposable {
  readonly url: string;
  /** `METHOD path` of each request that came, in order. */
  readonly requests: string[] = [];
  readonly #path = join(tmpdir(), `longshore-gate-${randomUUID()}.sock`);
  readonly #server: Server;
  /** Each with the last request on it. */
  readonly #sockets = new Map<Socket, string>();
  readonly #rules = new Set<Rule>();

  private constructor(private readonly engine: string) {
    this.url = `unix://${this.#path}`;
    this.#server = createServer((client) => this.#splice(client));
  }

  /** @param engine the path of the engine's socket */
  static async open(engine: string): Promise<EngineGate> {
    const gate = new EngineGate(engine);
    await once(gate.#server.listen(gate.#path), 'listening');
    return gate;
  }

  /** Holds the next such request before the engine sees it. */
  holdRequest(pattern: RegExp): Gated {
    return this.#add(pattern, 'request');
  }

  /** Lets the next such request through, and holds what the engine answers. */
  holdAnswer(pattern: RegExp): Gated {
    return this.#add(pattern, 'answer');
  }

  /** Breaks the connections that such a request opened, or all. */
  cut(pattern = /./): void {
    for (const [socket, request] of this.#sockets) if (pattern.test(request)) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
    rmSync(this.#path, { force: true });
  }

  #add(pattern: RegExp, holds: Rule['holds']): Gated {
    const [arrived, answered, released] = [0, 0, 0].map(() => Promise.withResolvers<void>()) as [
      PromiseWithResolvers<void>,
      PromiseWithResolvers<void>,
      PromiseWithResolvers<void>,
    ];
    this.#rules.add({ pattern, holds, arrived, answered, released });
    return { arrived: arrived.promise, answered: answered.promise, letGo: () => released.resolve() };
  }

  #splice(client: Socket): void {
    const engine = connect(this.engine);
    for (const socket of [client, engine]) {
      this.#sockets.set(socket, 'none');
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }
    let rule: Rule | undefined;
    const gone = new Promise<void>((resolve) => client.once('close', () => resolve()));
    const held = (rule: Rule) => Promise.race([rule.released.promise, gone]);
    copy(client, engine, async (bytes) => {
      const request = requestIn(bytes);
      if (request === undefined) return;
      this.requests.push(request);
      this.#sockets.set(client, request);
      rule = [...this.#rules].find(({ pattern }) => pattern.test(request));
      if (!rule) return;
      this.#rules.delete(rule);
      if (rule.holds === 'request') {
        rule.arrived.resolve();
        await held(rule);
        if (client.destroyed) engine.destroy();
      } else {
        // The bytes are written in this turn, and whoever waits hears of it in the next.
        setImmediate(rule.arrived.resolve);
      }
    });
    copy(engine, client, async () => {
      rule?.answered.resolve();
      if (rule?.holds === 'answer') await held(rule);
    });
  }
}

/** Copies what comes, each piece after `before` has let it through, and then the end. */
function copy(from: Socket, to: Socket, before: (bytes: Buffer) => Promise<void>): void {
  let turn = Promise.resolve();
  from.on('data', (bytes: Buffer) => {
    turn = turn.then(() => before(bytes)).then(() => void (to.writable && to.write(bytes)));
  });
  from.on('close', () => void turn.then(() => to.destroySoon()));
}

/** A client sends its next request only after the answer to the last one: a request begins where a piece of bytes begins. */
function requestIn(bytes: Buffer): string | undefined {
  return /^(?:DELETE|GET|HEAD|POST|PUT) \S+(?= HTTP\/1\.1\r\n)/.exec(bytes.subarray(0, 8_192).toString('latin1'))?.[0];
}
