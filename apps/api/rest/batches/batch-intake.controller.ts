import { Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type BlobStore, batchRequest, Intake, type SourceFetcher } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BLOBS, SOURCES } from '../../injection-tokens.js';
import { Commands } from '../commands.js';
import type { JobView } from '../jobs/job-view.js';
import { schemaOf } from '../openapi.js';
import { AnswersWithJob } from '../submits.js';
import { readBatch } from './batch-body.js';
import { viewPlan } from './batch-plan-view.js';

const batchQuery = z.strictObject({
  plan: z
    .stringbool()
    .default(false)
    .describe('Only tell what would be built, and in which order; nothing is recorded'),
});

@ApiTags('batches')
@Controller('v1/batches')
export class BatchIntakeController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(SOURCES) private readonly sources: SourceFetcher,
  ) {}

  @Post()
  @RouteConfig({ job: 'batch' })
  @ApiOperation({
    summary: 'Build many images: read, checked and put in order before anything is queued',
    description:
      'Multipart: the part `batch` (JSON, as below) first, then the tar `context` that builds share, and `context.<build>` for a build of its own. JSON alone where all contexts are URLs. With `?plan=true` the answer tells what would be built.',
  })
  @AnswersWithJob()
  @ApiConsumes('multipart/form-data', 'application/json')
  @ApiBody({ schema: schemaOf(batchRequest, 'input') })
  async submit(
    @Query({ schema: batchQuery }) { plan: isPlan }: z.output<typeof batchQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView | ReturnType<typeof viewPlan>> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const intake = new Intake({ blobs: this.blobs, sources: this.sources }, gone.signal);
    try {
      if (!isPlan) return await this.#submit(request, reply, intake);
      void reply.status(200);
      return viewPlan(await intake.plan(await readBatch(request, intake)));
    } finally {
      await intake.drop();
    }
  }

  #submit(request: FastifyRequest, reply: FastifyReply, intake: Intake): Promise<JobView> {
    return this.commands.submitBatch(request, reply, async () => {
      const asked = await readBatch(request, intake);
      const plan = await intake.plan(asked);
      return {
        name: plan.name,
        policies: plan.policies,
        builds: await intake.keep(plan),
        credentials: asked.credentials,
      };
    });
  }
}
