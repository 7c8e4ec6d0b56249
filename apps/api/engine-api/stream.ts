import { type CallJobName, type CallResult, exitStatus, type Job, type JobName, statusOfSignal } from '#domain';
import { apiOf, type Engine, exitOf, type Exit, type Handler, type JobProcess, requestOf } from '#engine';
import { answerAsSaid } from './as-said.js';
import type { Exchange } from './exchange.js';
import { passHeadOn, passOn, passOnAtOnce } from './pass-on.js';
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
export async function answerStream(exchange: Exchange, engine: Engine): Promise<void> {
  const job = await submit(exchange, engine, { served: true });
  await serve(job, engine, async (process) => {
    const answer = await exchange.api.request({
      ...requestOf(process.args, process.labels),
      signal: AbortSignal.any([exchange.gone, process.ending]),
    });
    try {
      const pass = exchange.route.call === 'SystemEvents' ? passOnAtOnce : passOn;
      const bytesOut = await pass(await answerAsSaid(answer, exchange.path.container), exchange.response);
      return {
        status: answer.status < 400 ? exitStatus.ok : exitStatus.refusedByHost,
        result: told(answer.status, bytesOut),
      };
    } catch (error) {
      process.ending.throwIfAborted();
      if (!exchange.gone.aborted) throw error;
      return {
        status: statusOfSignal('HUP'),
        result: told(answer.status, exchange.response.socket?.bytesWritten ?? 0),
      };
    }
  });
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

function told(status: number, bytesOut: number): CallResult {
  return { status, bytesOut };
}
