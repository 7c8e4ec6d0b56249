import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '#event-sourcing';
import { type AuditCount, type AuditFilter, AuditQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Moments, viewPage } from '../moments.js';
import { schemaOf } from '../openapi.js';
import { withoutUndefined } from '../without-undefined.js';
import { exported, exportForms, formOf } from './audit-export.js';
import { auditCountsQuery, auditQuery } from './audit-schemas.js';
import { auditCountsSchema, auditEntrySchema, auditPageSchema } from './audit-view.js';

const defaultLimit = 100;

@ApiTags('audit')
@ApiBearerAuth()
@Controller('v1/audit')
export class AuditController {
  constructor(
    @Inject(AuditQueries) private readonly audit: AuditQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Who ran what, the newest first: a page of JSON, or all of it as NDJSON or CSV',
  })
  @ApiOkResponse({
    content: {
      'application/json': { schema: schemaOf(auditPageSchema) },
      'application/x-ndjson': { schema: schemaOf(auditEntrySchema) },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  async list(
    @Query({ schema: auditQuery }) query: z.output<typeof auditQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { at, limit, cursor, format, ...given } = query;
    const filter = withoutUndefined(given);
    const form = format ?? formOf(request.headers.accept);
    const position = await this.moments.positionOf({ at });
    if (form === 'json') {
      const wish = withoutUndefined({ position, limit: limit ?? defaultLimit, at, cursor });
      return reply.send(viewPage(await this.audit.list(filter, wish)));
    }
    if (limit !== undefined || cursor !== undefined) throw pagesAreJson();
    await this.#export(reply, filter, { form, position });
  }

  @Get('counts')
  @ApiOperation({ summary: 'How many commands there were by actor, name and day' })
  @ApiOkResponse({ content: { 'application/json': { schema: schemaOf(auditCountsSchema) } } })
  async counts(
    @Query({ schema: auditCountsQuery }) { at, by, ...filter }: z.output<typeof auditCountsQuery>,
  ): Promise<{ readonly position: number; readonly items: readonly AuditCount[] }> {
    const position = await this.moments.positionOf({ at });
    return { position, items: await this.audit.counts(withoutUndefined(filter), position, [...new Set(by)]) };
  }

  async #export(
    reply: FastifyReply,
    filter: AuditFilter,
    { form, position }: { readonly form: keyof typeof exportForms; readonly position: number },
  ): Promise<void> {
    const { mediaType, extension } = exportForms[form];
    const lines = exported(this.audit.all(filter, position), exportForms[form]);
    await reply
      .type(mediaType)
      .header('content-disposition', `attachment; filename="audit-${position}.${extension}"`)
      .send(Readable.from(lines, { objectMode: false }));
  }
}

function pagesAreJson(): DomainError {
  return new DomainError(
    'invalid',
    'args-invalid',
    'An export has all entries: leave limit and cursor out, or send format=json for a page.',
  );
}
