import { type CallJobName, exitStatus, type Job, type JobName, statusOfSignal } from '#domain';
import {
  apiOf,
  type Engine,
  type EngineApiRequest,
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

/** A response that goes on for as long as it takes: logs, events, stats, wait. */
export async function answerStream(exchange: Exchange, engine: Engine, events: EventsHub): Promise<void> {
  const job = await submit(exchange, engine, { served: true });
  await serve(job, engine, async (process) => {
    const request = requestOf(process.args, process.labels);
    const [status, bytesOut] = isLive(exchange)
      ? [200, await events.pass(exchange, request, process.ending)]
      : await passAnswerOn(exchange, request, process);
    const isLost = exchange.gone.aborted && !process.ending.aborted;
    return { status: isLost ? statusOfSignal('HUP') : statusOfAnswer(status), result: { status, bytesOut } };
  });
}

/** Events from now on, without an end: the same for all who ask for them. */
function isLive({ route, query }: Exchange): boolean {
  return route.call === 'SystemEvents' && query['since'] === undefined && query['until'] === undefined;
}

/** Passes the engine's own answer on; resolves with its status and the bytes that went to the client, also when that has gone. */
async function passAnswerOn(
  { api, gone, path, response }: Exchange,
  request: EngineApiRequest,
  { ending }: JobProcess<CallJobName>,
): Promise<readonly [status: number, bytesOut: number]> {
  const answer = await api.request({ ...request, signal: AbortSignal.any([gone, ending]) });
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
