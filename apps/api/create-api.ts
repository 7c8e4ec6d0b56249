import { type LoggerService, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Engine } from '#engine';
import { DomainError } from '#event-sourcing';
import type { Runtime, Settings } from '#runtime';
import { ApiModule } from './api.module.js';
import { authenticateRequests } from './identity/authenticate.js';
import { TokenDirectory } from './identity/token-directory.js';
import { readBodies } from './rest/bodies.js';
import { describeApi } from './rest/openapi.js';
import { ProblemFilter } from './rest/problem.filter.js';

/** The REST front door, ready to listen. */
export async function createApi(runtime: Runtime, settings: Settings, logger: LoggerService | false): Promise<NestFastifyApplication> {
  // A build context may take as long as it takes; the path of an image reference has slashes.
  const adapter = new FastifyAdapter({ bodyLimit: 1_048_576, requestTimeout: 0, forceCloseConnections: true, routerOptions: { maxParamLength: 4_096 } });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRuntime(runtime, settings), adapter, { bodyParser: false, logger });
  const problems = new ProblemFilter(app.get(Engine));
  app.useGlobalFilters(problems);
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalid }));
  const fastify = adapter.getInstance();
  readBodies(fastify);
  authenticateRequests(fastify, app.get(TokenDirectory), app.get(Engine));
  describeApi(app);
  await app.init();
  await fastify.ready();
  return app;
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function invalid(issues: readonly Issue[]): DomainError {
  const told = issues.slice(0, 5).map(({ message, path }) => {
    const place = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  return new DomainError('invalid', 'args-invalid', `${told.join('; ')}.`);
}
