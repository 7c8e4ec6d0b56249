import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { rights } from '#domain';
import { z } from 'zod';
import { routes } from '../../engine-api/routes.js';
import { schemaOf } from '../openapi.js';

const routeView = z.strictObject({
  method: z.string(),
  path: z.string().describe('Without a version; clients may put /v1.NN before it'),
  call: z.string().describe('The operation, as in Docker’s specification'),
  kind: z.enum(['query', 'command', 'upload', 'stream', 'hijack']),
  job: z.string().nullable().describe('The name of the job that it becomes; null for what is only asked'),
  right: z.enum(rights),
});

const routeList = z.strictObject({ items: z.array(routeView) });

@ApiTags('routes')
@Controller('v1/routes')
export class RoutesController {
  @Get()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'The routes of the Docker Engine API, and what each becomes here' })
  @ApiOkResponse({ schema: schemaOf(routeList) })
  list(): z.output<typeof routeList> {
    return {
      items: routes.map(({ method, path, call, kind, job = null, power, right }) => ({
        method,
        path,
        call,
        kind,
        job,
        right: power === undefined ? right : 'host',
      })),
    };
  }
}
