import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Batches, type BatchCommand, BatchTeller, Engine, metadataOf } from '#engine';
import type { EventStore, Projector } from '#event-sourcing';
import type { Prisma } from '#prisma';
import { JobQueries, readModels } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PROJECTOR, STORE } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
import { jobId } from '../jobs/job-schemas.js';
import { sendEvents } from '../sse.js';
import { withoutUndefined } from '../without-undefined.js';
import { batchPage, type BatchView, type BriefBatchView, wholeBatch } from './batch-answers.js';
import { eventsOfBatch } from './batch-events.js';
import { viewBatch, viewBatchBriefly } from './batch-view.js';

const listQuery = z.strictObject({
  actor: z.string().optional(),
  state: z.enum(['running', 'exited']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(4_000).optional().describe('`next` of the page before'),
});

@ApiTags('batches')
@ApiBearerAuth()
@Controller('v1/batches')
export class BatchesController {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(JobQueries) private readonly jobs: JobQueries,
    @Inject(BatchTeller) private readonly teller: BatchTeller,
    @Inject(PROJECTOR) private readonly projector: Projector<Prisma.TransactionClient>,
    @Inject(STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Batches of builds, the newest first' })
  @ApiOkResponse({ standardSchema: batchPage })
  async list(
    @Query({ schema: listQuery }) { limit, cursor, ...filter }: z.output<typeof listQuery>,
  ): Promise<z.output<typeof batchPage>> {
    await this.projector.catchUp(readModels);
    const page = await this.jobs.list(
      { ...withoutUndefined(filter), name: 'batch' },
      { limit, ...(cursor !== undefined && { cursor }) },
    );
    const accepted = page.items.filter(({ state }) => state !== 'refused');
    const batches = await Promise.all(accepted.map(({ id }) => this.batches.load(id)));
    return { items: batches.map(viewBatchBriefly), next: page.next ?? null };
  }

  @Get(':id')
  @ApiOperation({
    summary:
      'One batch: its builds with their edges, states and progress, why those that wait do so, an estimate and the critical path',
  })
  @ApiOkResponse({ standardSchema: wholeBatch })
  async one(@Param('id', { schema: jobId }) id: string): Promise<BatchView> {
    const batch = await this.batches.load(id);
    return viewBatch(batch, await this.teller.tell(batch, Date.now()));
  }

  @Get(':id/events')
  @ApiOperation({
    summary: 'What happens to a batch and its jobs, as server-sent events that resume by Last-Event-ID',
    description:
      'Events of the log as CloudEvents, until `JobExited` of the batch; in between `progress`: the answer of GET /v1/batches/{id}, first with all of its `items`, then about once a second with those that have changed.',
  })
  @ApiProduces('text/event-stream')
  async events(
    @Param('id', { schema: jobId }) id: string,
    @Headers('last-event-id') last: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const batch = await this.batches.load(id);
    const after = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : 0;
    const parts = { store: this.store, teller: this.teller };
    return sendEvents(reply, (signal) => eventsOfBatch(parts, batch, after, signal));
  }

  @Post(':id/approve')
  @RouteConfig({ command: 'batch.approve' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a batch begin that waits for approval' })
  approve(@Param('id', { schema: jobId }) id: string, @Req() request: FastifyRequest): Promise<BriefBatchView> {
    return this.#ask(id, 'approve', request);
  }

  @Post(':id/pause')
  @RouteConfig({ command: 'batch.pause' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin no more builds of a batch; those that run go on' })
  pause(@Param('id', { schema: jobId }) id: string, @Req() request: FastifyRequest): Promise<BriefBatchView> {
    return this.#ask(id, 'pause', request);
  }

  @Post(':id/resume')
  @RouteConfig({ command: 'batch.resume' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on with a batch that is paused' })
  resume(@Param('id', { schema: jobId }) id: string, @Req() request: FastifyRequest): Promise<BriefBatchView> {
    return this.#ask(id, 'resume', request);
  }

  async #ask(id: string, command: BatchCommand, request: FastifyRequest): Promise<BriefBatchView> {
    const caller = callerOf(request);
    await this.engine.assertMay(caller, 'batch');
    return viewBatchBriefly(await this.batches.ask(id, command, metadataOf(caller, id)));
  }
}
