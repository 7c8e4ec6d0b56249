import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { entityKinds } from '#domain';
import { DomainError } from '#event-sourcing';
import { type DifferenceView, DiffQueries } from '#read-models';
import { z } from 'zod';
import { changesSchema, factSchema, pageSchema } from '../fact-schema.js';
import { momentQuery, pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';

const moment = momentQuery.shape.at.unwrap();
const { host, limit, cursor } = pageQuery;
const diffQuery = z.strictObject({
  from: moment.describe('The earlier moment: a time (RFC 3339) or a position of the log'),
  to: moment.optional().describe('The later moment; now when left out'),
  kind: z.enum(entityKinds).optional(),
  host,
  limit,
  cursor,
});

const difference = z.strictObject({
  kind: z.enum(entityKinds),
  change: z.enum(['added', 'removed', 'changed']),
  host: z.string(),
  id: z.string(),
  name: z.string().nullable().describe('Null for an image without a name'),
  changes: changesSchema,
  causes: z.array(factSchema).readonly().describe('What happened to it in between, the newest first'),
  hasMoreCauses: z.boolean().describe('More happened to it than `causes` has'),
}) satisfies z.ZodType<DifferenceView>;

const differencePage = z.strictObject({
  from: z.int().describe('The position of the earlier moment'),
  to: z.int().describe('The position of the later moment'),
  ...pageSchema(difference).omit({ position: true }).shape,
});

@ApiTags('history')
@ApiBearerAuth()
@Controller('v1/diff')
export class DiffController {
  constructor(
    @Inject(DiffQueries) private readonly diffs: DiffQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What was added, removed and changed between two moments, and because of what' })
  @ApiOkResponse({ standardSchema: differencePage })
  async list(
    @Query({ schema: diffQuery }) { from, to, kind, ...query }: z.output<typeof diffQuery>,
  ): Promise<z.output<typeof differencePage>> {
    const earlier = await this.moments.positionOf({ at: from });
    const wish = await this.moments.wishOf({ ...query, at: to });
    if (earlier > wish.position) {
      throw new DomainError(
        'invalid',
        'moment-invalid',
        `\`from\` (${from}) comes after \`to\`. Send the earlier moment as \`from\`.`,
      );
    }
    const { position, ...page } = viewPage(
      await this.diffs.list({ host: query.host, kind }, { ...wish, from: earlier }),
    );
    return { from: earlier, to: position, ...page };
  }
}
