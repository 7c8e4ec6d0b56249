import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { batchPlanView } from './batches/batch-plan-view.js';
import { jobSchema, problemSchema } from './jobs/job-schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** Describes the API at /v1/openapi.json (OpenAPI 3.1), with a page to try it at /docs. */
export function describeApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => documentOf(app), {
    jsonDocumentUrl: 'v1/openapi.json',
    yamlDocumentUrl: 'v1/openapi.yaml',
  });
}

/** The description itself. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Longshore')
    .setDescription(
      'A control plane for Docker hosts that remembers everything. Errors are application/problem+json (RFC 9457).',
    )
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return withAnswers(SwaggerModule.createDocument(app, description));
}

/** Adds what all operations have in common: a job is the answer to each command, and a failure is a problem. */
function withAnswers(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'delete'] as const) if (path[method]) describeAnswers(path[method]);
  }
  const schemas = {
    ...document.components?.schemas,
    BatchPlan: schemaOf(batchPlanView),
    Job: schemaOf(jobSchema),
    Problem: schemaOf(problemSchema),
  };
  return { ...document, components: { ...document.components, schemas } };
}

function describeAnswers({ responses }: Operation): void {
  const isCommand = responses['202'] !== undefined;
  for (const [status, response] of Object.entries(responses)) {
    if (isCommand && response && !('$ref' in response))
      responses[status] = { ...response, content: content('application/json', 'Job') };
  }
  responses['default'] = {
    description: 'What went wrong, and what to do next',
    content: content('application/problem+json', 'Problem'),
  };
}

function content(type: string, schema: string) {
  return { [type]: { schema: { $ref: `#/components/schemas/${schema}` } } };
}

/** A schema as OpenAPI writes it. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Schema {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io });
  return described as Schema;
}
