import { type JobName, stateOf } from '#domain';
import type { Caller, Engine } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { actorOf, type TokenDirectory } from './token-directory.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; absent on open routes alone. */
    caller?: Caller;
  }
  interface FastifyContextConfig {
    /** The job name that the route submits. */
    readonly job?: JobName;
    /** What else the route commands: the name under which a refusal is recorded. */
    readonly command?: string;
  }
}

/** Routes that answer to anyone. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Knows the caller before a byte of the body is read; turns away who is not known. */
export function authenticator(tokens: TokenDirectory, engine: Engine): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    if (open.has(pathOf(request))) return;
    const secret = secretOf(request);
    const token = secret === undefined ? undefined : tokens.find(secret);
    if (!token)
      throw unauthenticated(
        secret === undefined
          ? 'Send a token: "Authorization: Bearer lsh_…".'
          : 'This token is not known. Ask an admin for one.',
      );
    const caller: Caller = { actor: actorOf(token), rights: token.rights, ...circumstances(request) };
    const state = stateOf(token, new Date());
    const { job, command = job } = request.routeOptions.config;
    if (state === 'valid') {
      request.caller = caller;
      return job === undefined ? undefined : engine.assertMay(caller, job);
    }
    const error = unauthenticated(`The token "${token.name}" is ${state}. Ask an admin for another.`);
    if (command !== undefined) await engine.refuse({ caller, name: command }, error);
    throw error;
  };
}

/** Where a request came from, as events tell it. */
function circumstances(request: FastifyRequest): Pick<Caller, 'sourceAddress' | 'userAgent' | 'traceparent'> {
  const { 'user-agent': userAgent, traceparent } = request.headers;
  return {
    sourceAddress: request.ip,
    ...(userAgent !== undefined && { userAgent }),
    ...(typeof traceparent === 'string' &&
      /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent) && { traceparent }),
  };
}

/**
 * The token in a request. A browser that opens the reference pages can send none as Bearer: there, and only for
 * reading them, the token may come as the password of Basic.
 */
function secretOf(request: FastifyRequest): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ', 2);
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic' || !isReference(request) || value === undefined) return undefined;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}

/** Whether the request is for the reference pages. */
export function isReference(request: Pick<FastifyRequest, 'method' | 'url'>): boolean {
  return request.method === 'GET' && /^\/(?:docs(?:\/|$)|v1\/openapi\.json$)/.test(pathOf(request));
}

function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  return url.split('?', 1)[0] ?? url;
}

function unauthenticated(message: string): DomainError {
  return new DomainError('unauthenticated', 'token-required', message);
}
