import { type LoggerService, StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { assertStorable, Engine } from '#engine';
import { DomainError } from '#event-sourcing';
import type { Runtime, Settings } from '#runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiModule } from './api.module.js';
import { authenticator } from './identity/authenticate.js';
import { Sessions } from './identity/sessions.js';
import { TokenDirectory } from './identity/token-directory.js';
import { JobEnds } from './job-ends.js';
import { servePage } from './page/serve-page.js';
import { readBodies } from './rest/bodies.js';
import { describeApi } from './rest/openapi.js';
import { isSocketAsked, routeUpgrades } from './rest/terminal/upgrades.js';
import { answerNoRequest, headBytes, ProblemFilter } from './rest/problem.filter.js';

/** The REST front door, ready to listen; with the dashboard, where its folder is given. */
export async function createApi(
  runtime: Runtime,
  settings: Settings,
  logger: LoggerService | false,
  dashboard?: string,
): Promise<NestFastifyApplication> {
  // A build context may take as long as it takes; the path of an image reference has slashes.
  const adapter = new FastifyAdapter({
    bodyLimit: 1_048_576,
    requestTimeout: 0,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4_096 },
    http: { maxHeaderSize: headBytes, shouldUpgradeCallback: isSocketAsked },
    clientErrorHandler: answerNoRequest,
    // A path that cannot be read has no route, and so no hooks.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      void authenticate(request).then(
        () => problems.answer(error, request, reply),
        (unknown: unknown) => problems.answer(unknown, request, reply),
      ),
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRuntime(runtime, settings), adapter, {
    bodyParser: false,
    logger,
  });
  const problems = new ProblemFilter(app.get(Engine));
  app.useGlobalFilters(problems);
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalid }));
  const fastify = adapter.getInstance();
  readBodies(fastify);
  const authenticate = authenticator({
    engine: app.get(Engine),
    sessions: app.get(Sessions),
    tokens: app.get(TokenDirectory),
  });
  fastify.addHook('onRequest', authenticate);
  // Who has just had an answer from the other front door finds here what it did.
  const ends = app.get(JobEnds);
  fastify.addHook('preHandler', ({ method }) => (method === 'GET' ? ends.settled() : Promise.resolve()));
  fastify.addHook('onSend', async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'));
  fastify.addHook('preValidation', async ({ query, params }) => {
    assertStorable(query, 'query');
    assertStorable(params, 'path');
  });
  describeApi(app);
  if (dashboard !== undefined) servePage(fastify, dashboard);
  await app.init();
  await fastify.ready();
  routeUpgrades(fastify);
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
