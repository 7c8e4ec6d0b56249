import { Readable } from 'node:stream';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Job, isJobName, jobTypes, mayDo } from '#domain';
import { Engine, type OutputStore } from '#engine';
import { DomainError, type Projector } from '#event-sourcing';
import { JobQueries, readModels } from '#read-models';
import type { Prisma } from '#prisma';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { OUTPUTS, PROJECTOR } from '../../injection-tokens.js';
import { JobEnds } from '../../job-ends.js';
import { callerOf } from '../commands.js';
import { schemaOf } from '../openapi.js';
import { sendEvents, wantsEvents } from '../sse.js';
import { withoutUndefined } from '../without-undefined.js';
import { jobPage, jobSchema } from './job-schema.js';
import { commandOf, commandSchema, type CommandView, scriptOf, wantsScript } from './job-command.js';
import * as schemas from './job-schemas.js';
import { followOutput, outputEvents, startOf } from './job-output.js';
import { type JobView, viewJob } from './job-view.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('v1/jobs')
export class JobsController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(JobQueries) private readonly jobs: JobQueries,
    @Inject(OUTPUTS) private readonly outputs: OutputStore,
    @Inject(PROJECTOR) private readonly projector: Projector<Prisma.TransactionClient>,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who ran what: jobs, the newest first' })
  @ApiOkResponse({ schema: schemaOf(jobPage) })
  async list(
    @Query({ schema: schemas.listQuery }) { limit, cursor, ...filter }: z.output<typeof schemas.listQuery>,
  ): Promise<{ items: readonly JobView[]; next: string | null }> {
    await this.projector.catchUp(readModels);
    const { items, next } = await this.jobs.list(withoutUndefined(filter), {
      limit,
      ...(cursor !== undefined && { cursor }),
    });
    return { items: items.map(viewJob), next: next ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One job, as it is now' })
  @ApiOkResponse({ schema: schemaOf(jobSchema) })
  async one(@Param('id', { schema: schemas.jobId }) id: string): Promise<JobView> {
    return viewJob(await this.#job(id));
  }

  @Get(':id/command')
  @ApiOperation({
    summary: 'The line of the docker CLI that repeats the job, from the log alone; with Accept: text/plain as a script',
  })
  @ApiOkResponse({
    content: {
      'application/json': { schema: schemaOf(commandSchema) },
      'text/plain': { schema: { type: 'string' } },
    },
  })
  async command(
    @Param('id', { schema: schemas.jobId }) id: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandView | string> {
    const job = await this.#job(id);
    await this.projector.catchUp(readModels);
    const command = await commandOf(job, this.jobs);
    void reply.header('vary', 'accept');
    if (!wantsScript(accept)) return command;
    void reply.type('text/plain; charset=utf-8');
    return scriptOf(command);
  }

  @Get(':id/output')
  @ApiOperation({
    summary:
      'What the job wrote: plain bytes, or with Accept: text/event-stream as events that resume by Last-Event-ID',
  })
  @ApiProduces('application/octet-stream', 'text/event-stream')
  async output(
    @Param('id', { schema: schemas.jobId }) id: string,
    @Query({ schema: schemas.outputQuery }) query: z.output<typeof schemas.outputQuery>,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#job(id);
    const parts = { outputs: this.outputs, ends: this.ends, engine: this.engine };
    const start = await startOf(this.outputs, { id, from: query.from, tail: query.tail });
    const which = { id, ...withoutUndefined({ stream: query.stream, until: query.until }) };
    if (wantsEvents(request)) {
      const from = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : start;
      return sendEvents(reply, (signal) => outputEvents(parts, { ...which, from, follow: true, signal }));
    }
    const ending = new AbortController();
    reply.raw.once('close', () => ending.abort());
    const chunks = followOutput(parts, { ...which, from: start, follow: query.follow, signal: ending.signal });
    await reply.type('application/octet-stream').send(Readable.from(bytesOf(chunks), { objectMode: false }));
  }

  @Post(':id/signal')
  @RouteConfig({ command: 'signal' })
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a signal: a queued job that is told to end never starts, a running one stops its work',
  })
  async signal(
    @Param('id', { schema: schemas.jobId }) id: string,
    @Body({ schema: schemas.signalBody }) { signal }: z.output<typeof schemas.signalBody>,
    @Req() request: FastifyRequest,
  ): Promise<JobView> {
    const caller = callerOf(request);
    const { name } = await this.#job(id);
    if (isJobName(name) && !mayDo(caller.rights, jobTypes[name].right)) {
      throw new DomainError(
        'forbidden',
        'right-missing',
        `${caller.actor.name} may not signal a ${name}: the token lacks the right "${jobTypes[name].right}".`,
      );
    }
    return viewJob(await this.engine.signal(id, signal, caller));
  }

  async #job(id: string): Promise<Job> {
    const job = await this.engine.job(id);
    if (job) return job;
    throw new DomainError('not-found', 'job-not-found', `There is no job ${id}. List them with GET /v1/jobs.`);
  }
}

async function* bytesOf(chunks: AsyncIterable<{ readonly bytes: Uint8Array }>): AsyncIterable<Uint8Array> {
  for await (const { bytes } of chunks) yield bytes;
}
