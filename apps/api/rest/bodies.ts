import { DomainError } from '#event-sourcing';
import type { FastifyInstance } from 'fastify';

/** Shows nothing of the body: it may hold a secret. */
const notJson =
  'The body is not JSON, or has a key that every object has ("__proto__", "constructor"). Send a JSON object in UTF-8.';

/** How bodies are read: JSON up to 1 MiB, and a build context as a stream, whatever type the client calls it. */
export function readBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients send the type with an empty body.
    if (body === '') done(null, undefined);
    else
      void parseJson(request, body.toString(), (error, value) =>
        done(error && new DomainError('invalid', 'json-invalid', notJson), value),
      );
  });
  // Who waits for "100 Continue" has it when it is known who asks and that he may.
  fastify.server.on('checkContinue', (request, response) => fastify.server.emit('request', request, response));
  fastify.addHook('preParsing', async (request, reply) => {
    if (request.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    const { job } = request.routeOptions.config;
    const type = request.headers['content-type'] ?? '';
    if (job === 'build' || (job === 'batch' && /^multipart\/form-data/i.test(type))) return done(null, payload);
    done(
      new DomainError(
        'invalid',
        'content-type-unknown',
        'Send the body as JSON, with "Content-Type: application/json".',
      ),
    );
  });
}
