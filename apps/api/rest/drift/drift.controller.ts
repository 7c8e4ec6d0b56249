import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { entityKinds } from '#domain';
import { DriftQueries, type ToldFact } from '#read-models';
import { z } from 'zod';
import { moment } from '../jobs/job-schemas.js';
import { pageQuery } from '../moment-query.js';
import { Moments, type PageView, viewPage } from '../moments.js';

const driftQuery = z.strictObject({
  kind: z.enum(entityKinds).optional(),
  since: moment.optional().describe('Recorded at or after (RFC 3339)'),
  until: moment.optional().describe('Recorded before (RFC 3339)'),
  ...pageQuery,
});

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
  async list(
    @Query({ schema: driftQuery }) { at, limit, cursor, ...filter }: z.output<typeof driftQuery>,
  ): Promise<PageView<ToldFact>> {
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.drift.list(filter, wish));
  }
}
