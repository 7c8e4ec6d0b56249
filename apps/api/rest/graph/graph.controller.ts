import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { dotOf, type GraphNode, type ImageGraph, mermaidOf } from '#domain';
import { GraphQueries } from '#read-models';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Moments } from '../moments.js';
import { withoutUndefined } from '../without-undefined.js';
import { acceptedFormat, type GraphFormat, mediaTypes } from './graph-format.js';
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
  @ApiOkResponse({ content: schemas.graphContent })
  async read(
    @Query({ schema: schemas.graphQuery }) query: z.output<typeof schemas.graphQuery>,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GraphView | string> {
    const { format = acceptedFormat(accept), at, direction = 'both', ...wish } = query;
    const position = await this.moments.positionOf({ host: wish.host, at });
    const graph = await this.graphs.graph(withoutUndefined({ ...wish, direction, position }));
    void reply.header('vary', 'accept').type(`${mediaTypes[format]}; charset=utf-8`);
    return written(graph, position, format);
  }
}

function written(graph: ImageGraph, position: number, format: GraphFormat): GraphView | string {
  switch (format) {
    case 'dot':
      return dotOf(graph);
    case 'json':
      return viewGraph(graph, position);
    case 'mermaid':
      return mermaidOf(graph);
  }
}

function viewGraph({ nodes, edges }: ImageGraph, position: number): GraphView {
  return { position, nodes: nodes.map(viewNode), edges: edges.map((edge) => ({ ...edge, host: edge.host ?? null })) };
}

function viewNode(node: GraphNode): GraphView['nodes'][number] {
  return node.kind === 'layer' ? { ...node, instruction: node.instruction ?? null } : node;
}
