import { createHash, timingSafeEqual } from 'node:crypto';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';

const header = 'x-csrf-token';
const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Browsers let no script put a header on a WebSocket; a subprotocol they do: `csrf.<token>`. */
const csrfProtocol = 'csrf.';

/** What a page of ours must send with each request that changes something: no other site can read it. */
export function csrfTokenOf(sessionSecret: string): string {
  return createHash('sha256').update(`csrf ${sessionSecret}`).digest('base64url');
}

/**
 * A WebSocket is judged as a request that changes something, although it begins as a GET.
 *
 * @throws DomainError `request-forged` where a request by cookie may have been made by another site
 */
export function assertOwnRequest(request: FastifyRequest, sessionSecret: string): void {
  const isSocket = request.headers.upgrade !== undefined;
  if (safe.has(request.method) && !isSocket) return;
  assertSameOrigin(request);
  const sent = Buffer.from((isSocket ? tokenInProtocols(request) : request.headers[header]?.toString()) ?? '');
  const expected = Buffer.from(csrfTokenOf(sessionSecret));
  if (sent.length === expected.length && timingSafeEqual(sent, expected)) return;
  throw forged(`Send the header ${header} as GET /v1/session tells it.`);
}

/** Browsers say where a request comes from; where they do not, the origin must be the host that was asked. */
export function assertSameOrigin({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  const { origin } = headers;
  if (site === undefined && (origin === undefined || hostOf(origin) === headers.host)) return;
  throw forged('It came from the page of another site. Open the dashboard itself.');
}

function tokenInProtocols({ headers }: FastifyRequest): string | undefined {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return protocols.find((protocol) => protocol.startsWith(csrfProtocol))?.slice(csrfProtocol.length);
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function forged(remedy: string): DomainError {
  return new DomainError('forbidden', 'request-forged', `This request may not be the dashboard's own. ${remedy}`);
}
