import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { entityKinds } from '#domain';
import { DriftQueries } from '#read-models';
import { z } from 'zod';
import { pageSchema, toldFact } from '../fact-schema.js';
import { moment } from '../jobs/job-schemas.js';
import { pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';

const driftQuery = z.strictObject({
  kind: z.enum(entityKinds).optional(),
  since: moment.optional().describe('Recorded at or after (RFC 3339)'),
  until: moment.optional().describe('Recorded before (RFC 3339)'),
  ...pageQuery,
});

const driftPage = pageSchema(toldFact);

@ApiTags('history')
@ApiBearerAuth()
@Controller('v1/drift')
export class DriftController {
  constructor(
    @Inject(DriftQueries) private readonly drift: DriftQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What happened on hosts that nobody here ordered, the newest first' })
  @ApiOkResponse({ standardSchema: driftPage })
  async list(
    @Query({ schema: driftQuery }) { at, limit, cursor, ...filter }: z.output<typeof driftQuery>,
  ): Promise<z.output<typeof driftPage>> {
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.drift.list(filter, wish));
  }
}
