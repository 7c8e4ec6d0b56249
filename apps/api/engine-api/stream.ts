import type { Readable } from 'node:stream';
import { type CallJobName, type CallResult, exitStatus, type Job, type JobName, statusOfSignal } from '#domain';
import { apiOf, type Engine, exitOf, type Exit, type Handler, type JobProcess, requestOf } from '#engine';
import type { Exchange } from './exchange.js';
import { passHeadOn, passOn } from './pass-on.js';
import { interruptWhenGone, submit } from './submit.js';

type Serve = (process: JobProcess<CallJobName>) => Promise<Exit<CallJobName>>;

/** Serves a job here and now, to the client that is connected to this process. */
export async function serve(exchange: Exchange, job: Job, engine: Engine, run: Serve, stdin?: Readable): Promise<void> {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const handler: Handler<CallJobName> = {
    run: (process) =>
      run(process).catch((error: unknown) => {
        failure.reject(error);
        throw error;
      }),
  };
  await Promise.race([
    engine.run(job.id, job, { handler: handler as Handler<JobName>, ...(stdin && { stdin }) }),
    failure.promise,
  ]);
}

/** A response that goes on for as long as it takes: logs, events, stats, wait. */
export async function answerStream(exchange: Exchange, engine: Engine): Promise<void> {
  const job = await submit(exchange, engine, { served: true });
  await serve(exchange, job, engine, async (process) => {
    const answer = await exchange.api.request({
      ...requestOf(process.args, process.labels),
      signal: AbortSignal.any([exchange.gone, process.ending]),
    });
    try {
      const bytesOut = await passOn(answer, exchange.response);
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
  await serve(
    exchange,
    job,
    engine,
    async (process) => {
      await process.beginEffect();
      const api = apiOf(process);
      const headers = { 'content-type': 'application/x-tar' };
      const sent = requestOf(process.args, process.labels);
      const answer = await api.request({
        ...sent,
        headers: { ...sent.headers, ...headers },
        body: request,
        signal: process.ending,
      });
      passHeadOn(answer, response);
      // Read by the job, and passed on to the client as it is read.
      answer.body.on('data', (chunk: Buffer) => void response.write(chunk));
      const exit = await exitOf(process, answer);
      response.end();
      return exit;
    },
    request,
  );
}

function told(status: number, bytesOut: number): CallResult {
  return { status, bytesOut };
}
