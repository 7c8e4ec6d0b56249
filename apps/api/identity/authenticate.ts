import { type JobName, stateOf, type Token } from '#domain';
import type { Caller, Engine } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { assertOwnRequest } from './same-origin.js';
import { sessionSecretOf } from './session-cookie.js';
import type { Session, Sessions } from './sessions.js';
import { actorOf, type TokenDirectory } from './token-directory.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; absent on open routes alone. */
    caller?: Caller;
    /** Whether the caller would be let in now: what goes on for long asks again. */
    isStillLetIn?: () => boolean;
    /** The session by which the caller is known, when it came by cookie. */
    session?: Session & { readonly secret: string };
  }
  interface FastifyContextConfig {
    /** The job name that the route submits. */
    readonly job?: JobName;
    /** What else the route commands: the name under which a refusal is recorded. */
    readonly command?: string;
    /** Whether it answers to anyone. */
    readonly isOpen?: boolean | ((request: FastifyRequest) => boolean);
  }
}

/** Routes that answer to anyone. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** What is asked for the caller. */
interface Identities {
  readonly engine: Engine;
  readonly sessions: Sessions;
  readonly tokens: TokenDirectory;
}

/** Knows the caller before a byte of the body is read; turns away who is not known. */
export function authenticator({ engine, sessions, tokens }: Identities): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    const { isOpen, job, command = job } = request.routeOptions.config;
    if (typeof isOpen === 'function' ? isOpen(request) : isOpen === true || open.has(pathOf(request))) return;
    const token = tokenSent(request, tokens) ?? (await tokenOfSession(request, { sessions, tokens }));
    const caller: Caller = { actor: actorOf(token), rights: token.rights, ...circumstances(request) };
    const state = stateOf(token, new Date());
    if (state === 'valid') {
      request.caller = caller;
      request.isStillLetIn = () => stateOf(tokens.get(token.id) ?? token, new Date()) === 'valid';
      return job === undefined ? undefined : engine.assertMay(caller, job);
    }
    const error = unauthenticated(`The token "${token.name}" is ${state}. Ask an admin for another.`);
    if (command !== undefined) await engine.refuse({ caller, name: command }, error);
    throw error;
  };
}

/** The token that the request itself shows; undefined when it shows none. */
function tokenSent(request: FastifyRequest, tokens: TokenDirectory): Token | undefined {
  const secret = secretOf(request);
  if (secret === undefined) return undefined;
  const token = tokens.find(secret);
  if (!token) throw unauthenticated('This token is not known. Ask an admin for one.');
  return token;
}

/** The token of the browser's session: it may do what that one may, and ends with it. */
async function tokenOfSession(
  request: FastifyRequest,
  { sessions, tokens }: Pick<Identities, 'sessions' | 'tokens'>,
): Promise<Token> {
  const secret = sessionSecretOf(request);
  if (secret === undefined || request.headers.authorization !== undefined)
    throw unauthenticated('Send a token: "Authorization: Bearer lsh_…".');
  const session = await sessions.find(secret);
  const token = session && tokens.get(session.token);
  if (!token) throw new DomainError('unauthenticated', 'session-ended', 'The session has ended. Sign in again.');
  assertOwnRequest(request, secret);
  request.session = { ...session, secret };
  return token;
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
