import { DomainError } from '#event-sourcing';
import type { FastifyInstance } from 'fastify';

/** How bodies are read: JSON up to 1 MiB, and a build context as a stream, whatever type the client calls it. */
export function readBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients send the type with an empty body.
    if (body === '') done(null, undefined);
    else void parseJson(request, body.toString(), done);
  });
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (request.routeOptions.config.job === 'build') return done(null, payload);
    done(new DomainError('invalid', 'content-type-unknown', 'Send the body as JSON, with "Content-Type: application/json".'));
  });
}
