import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type CallArgs, type CallJobName, type CallResult, exitStatus } from '#domain';
import { DomainError } from '#event-sourcing';
import { isRelease } from '../ended.js';
import type { Exit, Handler } from '../handler.js';
import type { JobProcess } from '../job-process.js';
import type { EngineApi, EngineApiAnswer } from '../ports/index.js';
import { nameFor } from '../handlers/container-create.js';
import { idsIn } from './ids-in.js';
import { type ProgressLine, ProgressReader } from './progress-reader.js';
import { stepsOfCall } from './steps-of-call.js';
import { fillPath, requestOf } from './request-of.js';
import { resume } from './resume.js';

/**
 * Carries out what came as a request of the Engine API: sends the host the request that was judged, and ends with its answer. An answer that
 * goes on (`progress`) is the job's stdout, as it comes.
 */
export const callHandler: Handler<CallJobName> = {
  actsAtOnce: true,
  // A name that is known before tells a retry, and whoever watches, which container it is.
  prepare: ({ args, job }) =>
    Promise.resolve({ args: args.call === 'ContainerCreate' ? named(args, job) : args, warnings: [] }),
  async run(process) {
    const api = apiOf(process);
    const found = process.isRetry ? await resume(process, api) : undefined;
    if (found) return found;
    await process.beginEffect();
    const { args } = process;
    const upload = uploadOf(process);
    const request = requestOf(args, process.labels);
    try {
      const answer = await api.request({
        ...request,
        ...(upload && { body: upload, headers: { ...request.headers, 'content-type': 'application/x-tar' } }),
        signal: process.ending,
      });
      return await exitOf(process, answer);
    } catch (error) {
      // What the client sent could not be read: that is why the engine's connection broke.
      throw (!process.ending.aborted && upload?.errored) || error;
    } finally {
      upload?.destroy();
    }
  },
};

function named(args: CallArgs, job: string): CallArgs {
  const name = args.name ?? nameFor(args.image ?? '', job);
  return { ...args, name, query: { ...args.query, name } };
}

/** @throws DomainError `host-not-served` */
export function apiOf(process: JobProcess<CallJobName>): EngineApi {
  const { api, name } = process.host;
  if (api) return api;
  throw new DomainError('not-found', 'host-not-served', `Host "${name}" has no Engine API; choose another host.`);
}

/** How a job ends that the engine has answered. */
export async function exitOf(process: JobProcess<CallJobName>, answer: EngineApiAnswer): Promise<Exit<CallJobName>> {
  const isProgress = answer.status < 300 && isGoingOn(answer);
  return isProgress ? followProgress(process, answer) : answered(process, answer);
}

/** The bytes of stdin, which are the body: the context of a build. */
function uploadOf({ args, stdin, stdinDigest, steps }: JobProcess<CallJobName>): Readable | undefined {
  if (stdinDigest === undefined) return undefined;
  const context = steps ? steps.readContext(stdin, String(args.query['dockerfile'] || 'Dockerfile')) : stdin;
  return Readable.from(context, { objectMode: false });
}

/** An answer of JSON lines, one after another, as the work goes on. */
function isGoingOn({ headers }: EngineApiAnswer): boolean {
  return headers['content-length'] === undefined && headers['content-type'] === 'application/json';
}

async function followProgress(process: JobProcess<CallJobName>, answer: EngineApiAnswer): Promise<Exit<CallJobName>> {
  const reader = new ProgressReader();
  const pass = passerOf(process);
  try {
    for await (const chunk of answer.body) for (const line of reader.take(chunk as Buffer)) await pass(line);
    for (const line of reader.rest()) await pass(line);
  } catch (error) {
    process.ending.throwIfAborted();
    throw isRelease(error) ? error : away(process, error);
  }
  const { error, body } = reader.end();
  const result: CallResult = {
    status: answer.status,
    ...(body !== undefined && { body }),
    ...idsIn(process.args, reader.told),
  };
  if (error === undefined) return { status: exitStatus.ok, result };
  return { status: exitStatus.refusedByHost, result, error: { code: 'host-refused', message: error } };
}

/** Passes progress on, line by line; the steps of a build are told as they come. */
function passerOf({ args, output, steps }: JobProcess<CallJobName>): (line: ProgressLine) => Promise<void> {
  if (!steps || args.call !== 'ImageBuild') return ({ bytes }) => output.write('stdout', bytes);
  const newsOf = stepsOfCall(args);
  return ({ bytes, message }) => steps.take(newsOf(message), bytes);
}

async function answered(process: JobProcess<CallJobName>, answer: EngineApiAnswer): Promise<Exit<CallJobName>> {
  const body = parseBody(await buffer(answer.body));
  const result: CallResult = {
    status: answer.status,
    ...(body !== undefined && { body }),
    ...idsIn(process.args, body),
  };
  process.tellAnswer(result);
  if (answer.status < 400) return { status: exitStatus.ok, result: { ...result, ...(await taggedImage(process)) } };
  const message = messageIn(body) ?? `the host answered ${answer.status}`;
  return { status: exitStatus.refusedByHost, result, error: { code: codeOf(answer.status), message } };
}

/** Which image a tag now points at: its answer does not say, and whoever looks at what was done must know. */
async function taggedImage(process: JobProcess<CallJobName>): Promise<Pick<CallResult, 'image'>> {
  const { call, target } = process.args;
  if (call !== 'ImageTag' || target === undefined) return {};
  const path = fillPath('/images/{image}/json', { image: target });
  const { body } = await apiOf(process).request({ method: 'GET', path, signal: process.ending });
  const told = parseBody(await buffer(body)) as { readonly Id?: string } | undefined;
  return told?.Id === undefined ? {} : { image: told.Id };
}

function codeOf(status: number): string {
  if (status === 404) return 'host-not-found';
  return status === 409 ? 'host-conflict' : 'host-refused';
}

function parseBody(bytes: Buffer): unknown {
  const text = bytes.toString().trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function messageIn(body: unknown): string | undefined {
  if (typeof body === 'string') return body;
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof message === 'string' ? message : undefined;
}

function away({ host }: JobProcess<CallJobName>, cause: unknown): DomainError {
  const message = `Host "${host.name}" broke off its answer; check that its Docker Engine runs.`;
  return new DomainError('unavailable', 'host-unreachable', message, { cause });
}
