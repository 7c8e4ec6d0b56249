import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Engine } from '#engine';
import { DomainError, type ErrorKind } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isReference } from '../identity/authenticate.js';
import { linger } from './linger.js';

const mediaType = 'application/problem+json; charset=utf-8';

/** What URL and headers may have together: build arguments stand in the URL. */
export const headBytes = 262_144;

/** HTTP's number for each kind of failure. */
const statusOf: Readonly<Record<ErrorKind, number>> = {
  conflict: 409,
  forbidden: 403,
  internal: 500,
  invalid: 400,
  'not-found': 404,
  'too-large': 413,
  unauthenticated: 401,
  unavailable: 503,
  unprocessable: 422,
};

/** Answers each failure as problem+json (RFC 9457), and records it where an actor tried a command. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('REST');

  constructor(private readonly engine: Engine) {}

  async catch(exception: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    await this.answer(exception, request, http.getResponse<FastifyReply>());
  }

  /** Also for failures that come before Nest: of authentication and of reading the body. */
  async answer(exception: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const error = await this.#recorded(asDomainError(exception), request);
    const status = statusOf[error.kind];
    if (status >= 500)
      this.#logger.error(`${request.method} ${request.routeOptions.url ?? 'unknown'}: ${error.message}`, error.stack);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (status === 401)
      void reply.header(
        'www-authenticate',
        isReference(request) ? 'Basic realm="Longshore: any user, the token as password"' : 'Bearer realm="Longshore"',
      );
    if (status === 503) void reply.header('retry-after', '2');
    linger(request, reply);
    await reply.status(status).type(mediaType).send(problemOf(error));
  }

  /** A command whose form could not be read was tried by someone all the same. */
  async #recorded(error: DomainError, request: FastifyRequest): Promise<DomainError> {
    const { job, command = job } = request.routeOptions.config;
    const { caller } = request;
    if (!caller || command === undefined) return error;
    try {
      return await this.engine.refuse({ caller, name: command }, error);
    } catch (thrown) {
      return asDomainError(thrown);
    }
  }
}

function problemOf({ kind, code, message }: DomainError): string {
  const status = statusOf[kind];
  return JSON.stringify({ type: `/problems/${code}`, title: STATUS_CODES[status], status, code, detail: message });
}

/** Answers on the socket itself what is not even a request. */
export function answerNoRequest({ code }: Error & { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const error =
    code === 'HPE_HEADER_OVERFLOW'
      ? new DomainError(
          'too-large',
          'head-too-large',
          `URL and headers are larger than ${headBytes / 1_024} KiB together. Send what is long in the body.`,
        )
      : new DomainError(
          'invalid',
          'request-malformed',
          'This is not a request of HTTP/1.1. Check the URL, the headers and the length of the body.',
        );
  const status = statusOf[error.kind];
  const body = problemOf(error);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${mediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function asDomainError(exception: unknown): DomainError {
  if (exception instanceof DomainError) return exception;
  const status = exception instanceof HttpException ? exception.getStatus() : statusCodeOf(exception);
  const message = exception instanceof Error ? exception.message : String(exception);
  if (status === 404)
    return new DomainError(
      'not-found',
      'route-not-found',
      'There is no such route. See GET /v1/openapi.json for what there is.',
    );
  if (status === 414)
    return new DomainError(
      'too-large',
      'path-too-long',
      'A part of the path is longer than 4096 characters. No name or id is.',
    );
  if (status === 413)
    return new DomainError(
      'too-large',
      'body-too-large',
      'The body is larger than 1 MiB. Only build contexts may be larger.',
    );
  if (status === 415)
    return new DomainError('invalid', 'content-type-unknown', 'Send the body as "Content-Type: application/json".');
  if (status !== undefined && status < 500)
    return new DomainError('invalid', 'request-invalid', `${message}. See GET /v1/openapi.json for how it is written.`);
  return new DomainError('internal', 'internal', 'Longshore failed at this. Try again; if it goes on, see its log.', {
    cause: exception,
  });
}

/** Fastify's own errors carry a status code. */
function statusCodeOf(exception: unknown): number | undefined {
  return exception instanceof Error && 'statusCode' in exception && typeof exception.statusCode === 'number'
    ? exception.statusCode
    : undefined;
}
