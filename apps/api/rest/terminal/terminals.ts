import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { JobName } from '#domain';
import { type Caller, Engine, type Handler, terminalHandler, type TerminalSize } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { asDomainError } from '../../engine-api/answer.js';
import { ServingLease } from '../../serving-lease.js';
import { callerOf } from '../commands.js';
import { InnerPowers } from '../containers/inner-powers.js';
import { withoutUndefined } from '../without-undefined.js';
import { TerminalSocket } from './terminal-socket.js';
import type { Upgrade } from './upgrades.js';

/** What somebody wants to run at a terminal, and where. */
export interface AskedTerminal extends TerminalSize {
  readonly container: string;
  readonly host?: string | undefined;
  readonly cmd: readonly string[];
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  /** Whether the client tells what it has shown, so that it is not sent more than it can show. */
  readonly paced: boolean;
}

/** The subprotocol that is spoken. */
const protocol = 'longshore.terminal';
const longestMessage = 1_048_576;
const beatMs = 15_000;

/** Terminals in containers. Each is a job `exec` of its actor that this process serves: recorded before it begins, with what was written, and how it ended. */
@Injectable()
export class Terminals implements BeforeApplicationShutdown {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: longestMessage,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  readonly #open = new Set<WebSocket>();

  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(ServingLease) private readonly lease: ServingLease,
    @Inject(InnerPowers) private readonly powers: InnerPowers,
  ) {}

  /** Agrees to a WebSocket, and runs what is asked for as long as it is open. */
  open(request: FastifyRequest, reply: FastifyReply, { socket, head }: Upgrade, asked: AskedTerminal): void {
    const caller = callerOf(request);
    reply.hijack();
    reply.raw.detachSocket(reply.raw.socket ?? request.raw.socket);
    this.#server.handleUpgrade(request.raw, socket, head, (client) => {
      this.#open.add(client);
      const stop = keepAlive(client, request);
      client.once('close', () => {
        stop();
        this.#open.delete(client);
      });
      void this.#serve(client, caller, asked);
    });
  }

  beforeApplicationShutdown(): void {
    for (const client of this.#open) client.terminate();
  }

  async #serve(client: WebSocket, caller: Caller, asked: AskedTerminal): Promise<void> {
    const sitting = new TerminalSocket(client, asked, asked.paced);
    try {
      const job = await this.#submit(caller, asked);
      sitting.tell({ type: 'started', job: job.id, pid: job.pid });
      await this.engine.run(job.id, job, terminalHandler(sitting) as Handler<JobName>);
      const ended = await this.engine.job(job.id);
      const error = ended?.exit?.error;
      if (error) sitting.tell({ type: 'problem', code: error.code, detail: error.message });
      sitting.tell({ type: 'ended', status: ended?.exit?.status ?? null });
      client.close(1000);
    } catch (error) {
      const { code, message } = asDomainError(error);
      sitting.tell({ type: 'problem', code, detail: message });
      client.close(1011);
    }
  }

  async #submit(caller: Caller, { container, host, cmd, user, workdir }: AskedTerminal) {
    const powers = await this.powers.of(caller, 'exec', { container, host });
    await this.lease.hold();
    const args = { container, cmd, tty: true, ...withoutUndefined({ user, workdir }) };
    return this.engine.submit({
      caller,
      name: 'exec',
      ...withoutUndefined({ host }),
      args,
      powers,
      served: true,
    });
  }
}

/** Ends a client that does not answer, or is let in no more. */
function keepAlive(client: WebSocket, request: FastifyRequest): () => void {
  let isAlive = true;
  client.on('pong', () => (isAlive = true));
  const beat = setInterval(() => {
    if (request.isStillLetIn?.() === false) return client.close(1008, 'signed out');
    if (!isAlive) return client.terminate();
    isAlive = false;
    return client.ping();
  }, beatMs);
  return () => clearInterval(beat);
}
