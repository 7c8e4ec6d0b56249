import { Inject, Injectable } from '@nestjs/common';
import { isEnded, type Job } from '#domain';
import { type AskedBatch, type Caller, Engine, type Submission } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { JobEnds } from '../job-ends.js';
import { type JobView, viewJob } from './jobs/job-view.js';

const longestWaitSeconds = 3_600;

/** What a route adds to the request that it stands for. */
export type Command = Omit<Submission, 'caller' | 'idempotencyKey'>;

/** Submits commands for the routes, and waits for their jobs where the client prefers that. */
@Injectable()
export class Commands {
  readonly #inFlight = new Set<string>();

  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(JobEnds) private readonly ends: JobEnds,
  ) {}

  /** Submits, and answers with the job: 202 at once, or 200 when it has ended in time. `command` may have to be read first. */
  async submit(
    request: FastifyRequest,
    reply: FastifyReply,
    command: Command | (() => Promise<Command>),
  ): Promise<JobView> {
    return this.#answer(request, reply, '/v1/jobs', async (caller, idempotencyKey) =>
      this.engine.submit({
        ...(typeof command === 'function' ? await command() : command),
        caller,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }),
    );
  }

  /** The same with a batch, whose builds are recorded along with its job. */
  submitBatch(request: FastifyRequest, reply: FastifyReply, read: () => Promise<AskedBatch>): Promise<JobView> {
    return this.#answer(request, reply, '/v1/batches', async (caller, idempotencyKey) =>
      this.engine.submitBatch(caller, await read(), idempotencyKey),
    );
  }

  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    place: string,
    submit: (caller: Caller, idempotencyKey: string | undefined) => Promise<Job>,
  ): Promise<JobView> {
    const caller = callerOf(request);
    const wait = waitOf(request);
    const idempotencyKey = keyOf(request);
    const job = await this.#once(caller, idempotencyKey, () => submit(caller, idempotencyKey));
    const answered = wait === undefined ? job : await this.#untilEnded(job, wait, request);
    void reply.header('location', `${place}/${job.id}`);
    if (wait !== undefined) void reply.header('preference-applied', `wait=${wait}`);
    void reply.status(wait !== undefined && isEnded(answered) ? 200 : 202);
    return viewJob(answered);
  }

  /** One request a key at a time: a second one that comes while the first is being read is told so. */
  async #once(caller: Caller, key: string | undefined, submit: () => Promise<Job>): Promise<Job> {
    if (key === undefined) return submit();
    const flight = JSON.stringify([caller.actor.name, key]);
    if (this.#inFlight.has(flight)) {
      throw new DomainError(
        'conflict',
        'idempotency-key-in-flight',
        'A request with this Idempotency-Key is being accepted now. Send it again in a moment.',
      );
    }
    this.#inFlight.add(flight);
    try {
      return await submit();
    } finally {
      this.#inFlight.delete(flight);
    }
  }

  async #untilEnded(job: Job, seconds: number, request: FastifyRequest): Promise<Job> {
    const deadline = Date.now() + seconds * 1_000;
    let latest = job;
    while (!isEnded(latest) && Date.now() < deadline && !request.raw.socket.destroyed) {
      await this.ends.seen(job.id, deadline - Date.now());
      latest = (await this.engine.job(job.id)) ?? latest;
    }
    return latest;
  }
}

/** Who asks. Every route but the open ones has a caller. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller) return request.caller;
  throw new DomainError('unauthenticated', 'token-required', 'Send a token: "Authorization: Bearer lsh_…".');
}

/** The seconds in `Prefer: wait=n` (RFC 7240). */
function waitOf(request: FastifyRequest): number | undefined {
  const preferences = [request.headers['prefer'] ?? []].flat().join(',');
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d+)"?/i.exec(preferences)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds);
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length > 0 && key.length <= 255) return key;
  throw new DomainError(
    'invalid',
    'idempotency-key-invalid',
    'An Idempotency-Key has 1 to 255 characters, and comes once.',
  );
}
