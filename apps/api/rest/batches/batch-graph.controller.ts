import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { batchDotOf, batchMermaidOf, type BatchTold, drawnBatch, needsDrawn } from '#domain';
import { Batches, BatchTeller } from '#engine';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { formatQuery, graphContent, writeGraph } from '../graph-format.js';
import { jobId } from '../jobs/job-schemas.js';
import { batchGraph, type BatchGraph } from './batch-answers.js';

const graphQuery = z.strictObject({ format: formatQuery });

@ApiTags('batches')
@ApiBearerAuth()
@Controller('v1/batches')
export class BatchGraphController {
  constructor(
    @Inject(Batches) private readonly batches: Batches,
    @Inject(BatchTeller) private readonly teller: BatchTeller,
  ) {}

  @Get(':id/graph')
  @ApiOperation({ summary: 'The graph of a batch: what needs what, how each build stands, and the critical path' })
  @ApiOkResponse({ content: graphContent(batchGraph) })
  async read(
    @Param('id', { schema: jobId }) id: string,
    @Query({ schema: graphQuery }) { format }: z.output<typeof graphQuery>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchGraph | string> {
    const batch = await this.batches.load(id);
    const { told } = await this.teller.tell(batch, Date.now());
    return writeGraph(
      reply,
      { format, accept },
      {
        dot: () => batchDotOf(drawnBatch(told)),
        json: () => viewGraph(told, batch.position),
        mermaid: () => batchMermaidOf(drawnBatch(told)),
      },
    );
  }
}

function viewGraph(told: BatchTold, position: number): BatchGraph {
  const onPath = new Set(told.criticalPath.builds.map(({ name }) => name));
  const drawn = needsDrawn(drawnBatch(told)).filter(({ isCritical }) => isCritical);
  const critical = new Map(drawn.map(({ from, to }) => [to, from]));
  return {
    position,
    nodes: told.builds.map(({ build: { plan, state }, progress, seconds = null }) => {
      const { name } = plan;
      return { id: name, state, steps: progress.steps, seconds, isCritical: onPath.has(name) };
    }),
    edges: told.builds.flatMap(({ build: { plan } }) =>
      plan.needs.map(({ build, because, ref = null }) => {
        return { from: plan.name, to: build, because, ref, isCritical: critical.get(plan.name) === build };
      }),
    ),
  };
}
