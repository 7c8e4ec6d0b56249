import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Engine } from '#engine';
import { DomainError, type ErrorKind } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isReference } from '../identity/authenticate.js';

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
    if (status >= 500) this.#logger.error(`${request.method} ${request.routeOptions.url ?? 'unknown'}: ${error.message}`, error.stack);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (status === 401) void reply.header('www-authenticate', isReference(request) ? 'Basic realm="Longshore: any user, the token as password"' : 'Bearer realm="Longshore"');
    if (status === 503) void reply.header('retry-after', '2');
    const problem = { type: `/problems/${error.code}`, title: STATUS_CODES[status], status, code: error.code, detail: error.message };
    await reply.status(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
  }

  /** A command whose form could not be read was tried by someone all the same. */
  async #recorded(error: DomainError, request: FastifyRequest): Promise<DomainError> {
    const { job } = request.routeOptions.config;
    const { caller } = request;
    if (!caller || job === undefined) return error;
    try {
      return await this.engine.refuse({ caller, name: job }, error);
    } catch (thrown) {
      return asDomainError(thrown);
    }
  }
}

function asDomainError(exception: unknown): DomainError {
  if (exception instanceof DomainError) return exception;
  const status = exception instanceof HttpException ? exception.getStatus() : statusCodeOf(exception);
  const message = exception instanceof Error ? exception.message : String(exception);
  if (status === 404) return new DomainError('not-found', 'route-not-found', `${message}. See GET /v1/openapi.json for what there is.`);
  if (status === 413) return new DomainError('too-large', 'body-too-large', 'The body is larger than 1 MiB. Only build contexts may be larger.');
  if (status === 415) return new DomainError('invalid', 'content-type-unknown', 'Send the body as "Content-Type: application/json".');
  if (status !== undefined && status < 500) return new DomainError('invalid', 'request-invalid', `${message}.`);
  return new DomainError('internal', 'internal', 'Longshore failed at this. Try again; if it goes on, see its log.', { cause: exception });
}

/** Fastify's own errors carry a status code. */
function statusCodeOf(exception: unknown): number | undefined {
  return exception instanceof Error && 'statusCode' in exception && typeof exception.statusCode === 'number' ? exception.statusCode : undefined;
}
