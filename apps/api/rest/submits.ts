import { applyDecorators, HttpCode } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { JobName } from '#domain';

/** Marks a route that submits a job: 202 with the job at once, or with Prefer: wait=n 200 when it has ended. */
export function Submits(job: JobName): MethodDecorator {
  return applyDecorators(
    RouteConfig({ job }),
    HttpCode(202),
    ApiBearerAuth(),
    ApiHeader({ name: 'Prefer', required: false, description: '`wait=<seconds>`: answer when the job has ended, at most so much later' }),
    ApiHeader({ name: 'Idempotency-Key', required: false, description: 'The same key and body give the same job' }),
    ApiResponse({ status: 202, description: 'Accepted and recorded: the job', headers: { Location: { schema: { type: 'string' } } } }),
    ApiResponse({ status: 200, description: 'Ended within the wait: the job' }),
    ApiResponse({ status: 'default', description: 'application/problem+json (RFC 9457)' }),
  );
}
