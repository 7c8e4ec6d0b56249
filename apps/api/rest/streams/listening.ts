import { Inject, Injectable } from '@nestjs/common';
import { type CallArgs, exitStatus, statusOfSignal } from '#domain';
import { type ContainerStreams, Engine, type Host, type Hosts, requireContainer } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { serve } from '../../engine-api/stream.js';
import { HOSTS } from '../../injection-tokens.js';
import { ServingLease } from '../../serving-lease.js';
import { callerOf } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';

/** What a client listens to. */
export interface Listened {
  readonly name: 'logs' | 'stats';
  /** A name or an id. */
  readonly container: string;
  readonly host: string | undefined;
  /** The operation of the Engine API that it is, as the record has it. */
  readonly call: Pick<CallArgs, 'call' | 'request' | 'query'>;
}

/** Where what a container tells is to be had, and until when. */
export interface Source {
  readonly streams: ContainerStreams;
  /** The whole id. */
  readonly container: string;
  /** Aborts when the job is to end, or the client has gone. */
  readonly signal: AbortSignal;
}

/** Passes on what comes of a source, and resolves with how many bytes of it the client was sent. */
type Pass = (source: Source) => Promise<number>;

/**
 * Streams of containers for clients of REST. Each is a job that this process serves, recorded when it begins and when it ends, just as one that
 * comes through the Docker Engine API.
 */
@Injectable()
export class Listening {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(ServingLease) private readonly lease: ServingLease,
  ) {}

  async listen(
    request: FastifyRequest,
    reply: FastifyReply,
    { name, call, ...asked }: Listened,
    pass: Pass,
  ): Promise<void> {
    const caller = callerOf(request);
    const host = hostNamed(asked.host, this.hosts);
    const { container } = await this.#whole(host, asked.container).catch((error: unknown) =>
      this.engine.refuse({ caller, name }, error),
    );
    await this.lease.hold();
    const job = await this.engine.submit({
      caller,
      name,
      host: host.name,
      args: { ...call, container },
      call: { powers: [], secrets: [] },
      served: true,
    });
    const gone = goneOf(reply);
    await serve(job, this.engine, async ({ ending }) => {
      const signal = AbortSignal.any([ending, gone]);
      const bytesOut = await pass({ streams: streamsOf(host), container, signal });
      ending.throwIfAborted();
      return { status: gone.aborted ? statusOfSignal('HUP') : exitStatus.ok, result: { status: 200, bytesOut } };
    });
  }

  async #whole(host: Host, container: string): Promise<{ readonly container: string }> {
    return (await requireContainer({ args: { container }, host })).args;
  }
}

/** @throws DomainError `host-not-served` */
function streamsOf({ name, streams }: Host): ContainerStreams {
  if (streams) return streams;
  throw new DomainError('not-found', 'host-not-served', `Host "${name}" has no Engine API; choose another host.`);
}

/** Aborts when the client has gone before all was said. */
function goneOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new DomainError('unavailable', 'client-lost', 'The client has gone.'));
  });
  return gone.signal;
}
