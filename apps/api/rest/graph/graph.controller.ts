import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { dotOf, type GraphNode, type ImageGraph, mermaidOf } from '#domain';
import { GraphQueries } from '#read-models';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { graphContent, writeGraph } from '../graph-format.js';
import { Moments } from '../moments.js';
import { withoutUndefined } from '../without-undefined.js';
import * as schemas from './graph.schemas.js';

type GraphView = z.output<typeof schemas.graphView>;

@ApiTags('graph')
@ApiBearerAuth()
@Controller('v1/graph')
export class GraphController {
  constructor(
    @Inject(GraphQueries) private readonly graphs: GraphQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'The image graph: layers, images, tags and containers, and what stands on what; all of it, or around a node',
  })
  @ApiOkResponse({ content: graphContent(schemas.graphView) })
  async read(
    @Query({ schema: schemas.graphQuery }) query: z.output<typeof schemas.graphQuery>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphView | string> {
    const { format, at, direction = 'both', ...wish } = query;
    const position = await this.moments.positionOf({ host: wish.host, at });
    const graph = await this.graphs.graph(withoutUndefined({ ...wish, direction, position }));
    return writeGraph(
      reply,
      { format, accept },
      { dot: () => dotOf(graph), json: () => viewGraph(graph, position), mermaid: () => mermaidOf(graph) },
    );
  }
}

function viewGraph({ nodes, edges }: ImageGraph, position: number): GraphView {
  return { position, nodes: nodes.map(viewNode), edges: edges.map((edge) => ({ ...edge, host: edge.host ?? null })) };
}

function viewNode(node: GraphNode): GraphView['nodes'][number] {
  return node.kind === 'layer' ? { ...node, instruction: node.instruction ?? null } : node;
}
