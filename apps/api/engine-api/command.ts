import type { ServerResponse } from 'node:http';
import { type CallResult, isEnded, type Job, type JobExit } from '#domain';
import type { BlobStore, Engine, OutputStore } from '#engine';
import { DomainError } from '#event-sourcing';
import type { JobAnswers } from '#job-store';
import type { JobEnds } from '../job-ends.js';
import { followOutput } from '../rest/jobs/job-output.js';
import { asSaid } from './as-said.js';
import type { Exchange } from './exchange.js';
import { interruptWhenGone, submit } from './submit.js';

/** What the front door stands on. */
export interface DoorParts {
  readonly answers: JobAnswers;
  readonly engine: Engine;
  readonly ends: JobEnds;
  readonly outputs: OutputStore;
  readonly blobs: BlobStore;
}

/** Calls that the engine answers with progress, as it goes on. */
const goingOn: ReadonlySet<string> = new Set([
  'ImageBuild',
  'ImageCreate',
  'ImagePush',
  'PluginPull',
  'PluginPush',
  'PluginUpgrade',
]);

/** Has a command carried out by a worker, and answers as the engine did. */
export async function answerCommand(exchange: Exchange, parts: DoorParts): Promise<void> {
  const { engine, blobs } = parts;
  const { route, request, response, caller, gone } = exchange;
  const job = await submit(exchange, engine, route.call === 'ImageBuild' ? { store: () => blobs.put(request) } : {});
  if (goingOn.has(route.call)) {
    interruptWhenGone(engine, job, gone, caller);
    await relayProgress(job, exchange, parts);
    if (response.headersSent) return void response.end();
  }
  const ended = untilEnded(job, parts);
  const answer = await Promise.race([parts.answers.of(job.id), ended.then(resultOf)]);
  parts.answers.forget(job.id);
  parts.ends.settling(ended);
  answerAs(answer, exchange);
}

async function relayProgress(job: Job, { response, gone }: Exchange, parts: DoorParts): Promise<void> {
  const wish = { id: job.id, stream: 'stdout', from: 0, follow: true, signal: gone } as const;
  for await (const { bytes } of followOutput(parts, wish)) {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/json' });
    if (!response.write(bytes)) await drained(response);
  }
  gone.throwIfAborted();
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

async function untilEnded(job: Job, { engine, ends }: DoorParts): Promise<JobExit | undefined> {
  for (let latest = job; ; latest = (await engine.job(job.id)) ?? latest) {
    if (isEnded(latest)) return latest.exit;
    await ends.seen(job.id, 60_000);
    const exit = ends.exitOf(job.id);
    if (exit) return exit;
  }
}

/** What the engine answered. @throws DomainError that says why it never came to answer */
function resultOf(exit: JobExit | undefined): CallResult {
  const result = exit?.result as CallResult | undefined;
  if (result?.status !== undefined) return result;
  const { code, message } = exit?.error ?? { code: 'job-ended', message: 'The job was ended by a signal.' };
  throw new DomainError(code === 'host-unreachable' ? 'unavailable' : 'conflict', code, message);
}

/** The engine's own status and body. */
function answerAs({ status, body }: CallResult, { response, api, path }: Exchange): void {
  const text = status < 400 ? textOf(body) : textOf(asSaidIn(body, path.container));
  response.setHeader('api-version', api.version);
  if (status === 204 || status === 304) return void response.writeHead(status).end();
  response.writeHead(status, {
    ...(text !== '' && { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
}

function asSaidIn(body: unknown, said: string | undefined): unknown {
  if (typeof body !== 'object' || body === null || !('message' in body)) return body;
  return { ...body, message: asSaid(String(body.message), said) };
}
