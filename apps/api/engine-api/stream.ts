import { type CallArgs, type CallJobName, exitStatus, type Job, type JobName, statusOfSignal } from '#domain';
import {
  apiOf,
  type Engine,
  type EngineApiAnswer,
  exitOf,
  type Exit,
  type Handler,
  type JobProcess,
  requestOf,
} from '#engine';
import { answerAsSaid } from './as-said.js';
import type { EventsHub } from './events-hub.js';
import type { Exchange } from './exchange.js';
import { passHeadOn, passOn } from './pass-on.js';
import { hasPassed } from './pump.js';
import { interruptWhenGone, submit } from './submit.js';

type Serve = (process: JobProcess<CallJobName>) => Promise<Exit<CallJobName>>;

/** Serves a job here and now, to the client that is connected to this process. */
export async function serve(job: Job, engine: Engine, run: Serve): Promise<void> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const handler: Handler<CallJobName> = {
    run: (process) =>
      run(process).catch((error: unknown) => {
        failure.reject(error);
        throw error;
      }),
  };
  await Promise.race([engine.run(job.id, job, handler as Handler<JobName>), failure.promise]);
}

/**
 * A response that goes on for as long as it takes: logs, events, stats, wait. What only reads is asked for while it is being recorded:
 * `docker run` waits for the head of its wait before it starts its container.
 */
export async function answerStream(exchange: Exchange, engine: Engine, events: EventsHub): Promise<void> {
  const { api, gone, route } = exchange;
  const ending = new AbortController();
  let asked: Promise<EngineApiAnswer> | undefined;
  const ask = (args: CallArgs): Promise<EngineApiAnswer> => {
    asked ??= api.request({
      ...requestOf(args, {}),
      ...(route.isBulky && { isBulky: true }),
      signal: AbortSignal.any([gone, ending.signal]),
    });
    asked.catch(() => undefined);
    return asked;
  };
  const isReading = route.call !== 'SystemAuth' && !isLive(exchange);
  try {
    const job = await submit(exchange, engine, { served: true, ...(isReading && { meanwhile: ask }) });
    await serve(job, engine, async (process) => {
      process.ending.addEventListener('abort', () => ending.abort(process.ending.reason), { once: true });
      const [status, bytesOut] = isLive(exchange)
        ? [200, await events.pass(exchange, requestOf(process.args, {}), process.ending)]
        : await passAnswerOn(exchange, await ask(process.args), process);
      const isLost = gone.aborted && !process.ending.aborted;
      return { status: isLost ? statusOfSignal('HUP') : statusOfAnswer(status), result: { status, bytesOut } };
    });
  } finally {
    ending.abort();
  }
}

/** Events from now on, without an end: the same for all who ask for them. */
function isLive({ route, query }: Exchange): boolean {
  return route.call === 'SystemEvents' && query['since'] === undefined && query['until'] === undefined;
}

/** Passes the engine's own answer on; resolves with its status and the bytes that went to the client, also when that has gone. */
async function passAnswerOn(
  { gone, path, response }: Exchange,
  answer: EngineApiAnswer,
  { ending }: JobProcess<CallJobName>,
): Promise<readonly [status: number, bytesOut: number]> {
  try {
    return [answer.status, await passOn(await answerAsSaid(answer, path.container), response)];
  } catch (error) {
    ending.throwIfAborted();
    if (!gone.aborted) throw error;
    return [answer.status, response.socket?.bytesWritten ?? 0];
  }
}

function statusOfAnswer(status: number): number {
  return status < 400 ? exitStatus.ok : exitStatus.refusedByHost;
}

/** A body of bytes that flows to the engine as the client sends it: load, import, and what is copied into a container. */
export async function answerUpload(exchange: Exchange, engine: Engine): Promise<void> {
  const { request, response, gone, caller } = exchange;
  const job = await submit(exchange, engine, { served: true, hasBytes: true });
  interruptWhenGone(engine, job, gone, caller);
  await serve(job, engine, async (process) => {
    await process.beginEffect();
    request.on('data', (chunk: Buffer) => hasPassed(chunk.length));
    const sent = requestOf(process.args, process.labels);
    const answer = await apiOf(process).request({
      ...sent,
      headers: { ...sent.headers, 'content-type': 'application/x-tar' },
      body: request,
      signal: process.ending,
    });
    passHeadOn(answer, response);
    // Read by the job, and passed on to the client as it is read.
    answer.body.on('data', (chunk: Buffer) => void response.write(chunk));
    const exit = await exitOf(process, answer);
    response.end();
    return exit;
  });
}
