import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { outcomes, provenanceOf } from '#domain';
import type { OutputStore } from '#engine';
import { DomainError } from '#event-sourcing';
import { BuildQueries, type FoundBuild } from '#read-models';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { OUTPUTS } from '../../injection-tokens.js';
import { jobId, moment } from '../jobs/job-schemas.js';
import { filterText, pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';
import { schemaOf } from '../openapi.js';
import { withoutUndefined } from '../without-undefined.js';
import * as answers from './builds.answers.js';
import { stepOutput } from './step-output.js';

const buildsQuery = z.strictObject({
  actor: filterText,
  outcome: z.enum(outcomes).optional(),
  image: filterText.describe(
    'A name that it was to have, or the id of what it made; of an id twelve digits are enough',
  ),
  parent: filterText.describe('The id of the job that submitted it'),
  since: moment.optional().describe('Asked for at or after (RFC 3339)'),
  until: moment.optional().describe('Asked for before (RFC 3339)'),
  ...pageQuery,
});

const stepNumber = z.coerce.number().int().min(1);

/** What media type an in-toto statement has. */
const statement = 'application/vnd.in-toto+json';

@ApiTags('builds')
@ApiBearerAuth()
@Controller('v1/builds')
export class BuildRecordsController {
  constructor(
    @Inject(BuildQueries) private readonly builds: BuildQueries,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(OUTPUTS) private readonly outputs: OutputStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Builds, by whichever front door they came, the newest first' })
  @ApiOkResponse({ standardSchema: answers.buildPage })
  async list(
    @Query({ schema: buildsQuery }) query: z.output<typeof buildsQuery>,
  ): Promise<z.output<typeof answers.buildPage>> {
    const { at, limit, cursor, ...filter } = query;
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.builds.list(withoutUndefined(filter), wish));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'The record of a build: inputs by digest, steps with their layers, times; so far, while it runs',
  })
  @ApiOkResponse({ standardSchema: answers.wholeBuild })
  async one(@Param('id', { schema: jobId }) id: string): Promise<z.output<typeof answers.wholeBuild>> {
    return this.builds.record(await this.#find(id));
  }

  @Get(':id/provenance')
  @ApiOperation({ summary: 'How its image came to be: an in-toto statement with SLSA provenance' })
  @ApiOkResponse({ content: { [statement]: { schema: schemaOf(answers.provenance) } } })
  async provenance(
    @Param('id', { schema: jobId }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.output<typeof answers.provenance>> {
    const [record, places] = await Promise.all([this.one(id), this.builds.places(id)]);
    const told = provenanceOf(record, places);
    void reply.type(statement);
    return told;
  }

  @Get(':id/steps/:step/output')
  @ApiOperation({ summary: "What a step's command wrote: plain bytes; so far, while it runs" })
  @ApiProduces('application/octet-stream')
  async output(
    @Param('id', { schema: jobId }) id: string,
    @Param('step', { schema: stepNumber }) number: number,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { job, told } = await this.#find(id);
    const step = told.steps.find((one) => one.number === number);
    if (!step)
      throw new DomainError(
        'not-found',
        'step-not-found',
        `Build ${id} has told of no step ${number}. GET /v1/builds/${id} lists them.`,
      );
    const bytes = stepOutput(this.outputs, job, step);
    await reply.type('application/octet-stream').send(Readable.from(bytes, { objectMode: false }));
  }

  async #find(id: string): Promise<FoundBuild> {
    const found = await this.builds.find(id);
    if (found) return found;
    throw new DomainError('not-found', 'build-not-found', `There is no build ${id}. List them with GET /v1/builds.`);
  }
}
