import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { PruneKind } from '#domain';
import { planSchema } from './prune.schemas.js';

/** Marks a route that makes a prune plan: who may apply it may make it, and a refusal is recorded under the name of the job. */
export function PlansPrune(kind: PruneKind): MethodDecorator {
  return applyDecorators(
    RouteConfig({ job: `prune.${kind}` }),
    ApiOperation({
      summary: `Plan which ${kind} of a host to remove: the list, with reasons and bytes. Nothing is removed`,
    }),
    ApiResponse({
      status: 201,
      description: 'Recorded: the plan',
      headers: { Location: { schema: { type: 'string' } } },
      standardSchema: planSchema,
    }),
  );
}
