import { once } from 'node:events';
import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import { exitStatus } from '#domain';
import type { Caller, Engine } from '#engine';
import { isLoopback, listen, readDoorUrl } from './doors/listen.js';
import type { Identities, Identity } from './doors/identify.js';
import { DomainError } from '#event-sourcing';
import type { EngineServer } from './engine-server.js';

const longshore: Caller = { actor: { kind: 'system', name: 'longshore' }, rights: ['admin'] };
/** Connections that have not ended by then when the door closes are broken off. */
const closeMs = 2_000;

export interface FrontDoorParts {
  readonly engine: Engine;
  readonly server: EngineServer;
  readonly identities: Identities;
  /** The doors that are open from the start. */
  readonly urls: readonly string[];
  /** The host that they lead to. */
  readonly host: string;
}

/** The Docker Engine API's listeners, and the job `serveapi` that they are: it runs for as long as they are open. */
export class FrontDoor {
  readonly #logger = new Logger('Engine API');
  readonly #servers: Server[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #serving: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: FrontDoorParts) {}

  /** Opens the doors. Resolves when all listen. */
  async open(): Promise<void> {
    const { engine, urls, host } = this.parts;
    if (urls.length === 0) return;
    for (const url of urls) await this.#open(url);
    const job = await engine.submit({
      caller: longshore,
      name: 'serveapi',
      args: { listeners: [...urls] },
      host,
      served: true,
    });
    const handler = {
      run: async (process: { readonly ending: AbortSignal }) => {
        process.ending.addEventListener('abort', () => void this.close(), { once: true });
        await this.#closed.promise;
        process.ending.throwIfAborted();
        return { status: exitStatus.ok };
      },
    };
    this.#serving = engine
      .run(job.id, job, { handler })
      .catch((error: unknown) => this.#logger.error(`serveapi: ${String(error)}`));
  }

  /** Closes all doors, and resolves when the job has ended. */
  async close(): Promise<void> {
    const closing = this.#servers.splice(0).map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), closeMs);
      await closed;
      clearTimeout(late);
    });
    await Promise.all(closing);
    this.#closed.resolve();
    await this.#serving;
  }

  async #open(url: string): Promise<void> {
    const { server, identities, host } = this.parts;
    const door = readDoorUrl(url);
    if (door.kind === 'tcp' && !isLoopback(door.host))
      throw new DomainError(
        'invalid',
        'door-invalid',
        `${url} would be open to the network without TLS. Listen on 127.0.0.1, or set LONGSHORE_TLS_DIR.`,
      );
    const identity: Identity = { by: door.kind === 'unix' ? 'owner' : 'token' };
    const opened = server.open({ host, identify: (request) => identities.identify(identity, request) });
    await listen(opened, door);
    this.#servers.push(opened);
    this.#logger.log(`open at ${url}`);
  }
}
