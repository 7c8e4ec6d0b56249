import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { PruneKind, PrunePlan } from '#domain';
import { type Hosts, PrunePlans } from '#engine';
import { DomainError } from '#event-sourcing';
import { PrunePlanQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { callerOf, Commands } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import type { JobView } from '../jobs/job-view.js';
import { splitBody } from '../job-options.js';
import { AnswersWithJob } from '../submits.js';
import { withoutUndefined } from '../without-undefined.js';
import { type PlanView, type SummaryView, viewPlan, viewSummary } from './prune-plan-view.js';
import { PlansPrune } from './plans-prune.js';
import * as schemas from './prune.schemas.js';

type PlanBody = Parameters<typeof schemas.filterOf>[0];

@ApiTags('prune')
@ApiBearerAuth()
@Controller('v1')
export class PruneController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(PrunePlans) private readonly plans: PrunePlans,
    @Inject(PrunePlanQueries) private readonly queries: PrunePlanQueries,
  ) {}

  @Post('containers/prune-plan')
  @PlansPrune('containers')
  planContainers(
    @Body({ schema: schemas.planBody }) body: z.output<typeof schemas.planBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return this.#plan('containers', body, request, reply);
  }

  @Post('images/prune-plan')
  @PlansPrune('images')
  planImages(
    @Body({ schema: schemas.planImagesBody }) body: z.output<typeof schemas.planImagesBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return this.#plan('images', body, request, reply);
  }

  @Post('networks/prune-plan')
  @PlansPrune('networks')
  planNetworks(
    @Body({ schema: schemas.planBody }) body: z.output<typeof schemas.planBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return this.#plan('networks', body, request, reply);
  }

  @Post('volumes/prune-plan')
  @PlansPrune('volumes')
  planVolumes(
    @Body({ schema: schemas.planVolumesBody }) body: z.output<typeof schemas.planVolumesBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanView> {
    return this.#plan('volumes', body, request, reply);
  }

  @Get('prune-plans')
  @ApiOperation({ summary: 'Prune plans, the newest first, without what they list' })
  @ApiResponse({ status: 200, standardSchema: schemas.plansSchema })
  async list(
    @Query({ schema: schemas.plansQuery }) { limit, cursor, ...filter }: z.output<typeof schemas.plansQuery>,
  ): Promise<{ items: readonly SummaryView[]; next: string | null }> {
    const wish = { limit, ...(cursor !== undefined && { cursor }) };
    const { items, next } = await this.queries.list(withoutUndefined(filter), wish);
    return { items: items.map(viewSummary), next: next ?? null };
  }

  @Get('prune-plans/:id')
  @ApiOperation({ summary: 'One prune plan: what it removes, and why' })
  @ApiResponse({ status: 200, standardSchema: schemas.planSchema })
  async one(@Param('id', { schema: schemas.planId }) id: string): Promise<PlanView> {
    return viewPlan(await this.#find(id));
  }

  @Post('prune-plans/:id/apply')
  @RouteConfig({ command: 'prune' })
  @ApiOperation({
    summary: 'Remove what a prune plan lists, and nothing else; what has come into use since, or changed, is left',
  })
  @AnswersWithJob()
  apply(
    @Param('id', { schema: schemas.planId }) id: string,
    @Body({ schema: schemas.applyBody }) body: z.output<typeof schemas.applyBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, async () => ({
      ...splitBody(body),
      ...this.plans.commandFor(await this.#find(id), callerOf(request)),
    }));
  }

  async #plan(kind: PruneKind, body: PlanBody, request: FastifyRequest, reply: FastifyReply): Promise<PlanView> {
    const host = hostNamed(body.host, this.hosts);
    const filter = schemas.filterOf(body, new Date());
    const plan = await this.plans.make({ kind, host, filter }, callerOf(request));
    void reply.header('location', `/v1/prune-plans/${plan.id}`);
    return viewPlan(plan);
  }

  async #find(id: string): Promise<PrunePlan> {
    const plan = await this.plans.find(id);
    if (plan) return plan;
    throw new DomainError(
      'not-found',
      'plan-not-found',
      `There is no prune plan ${id}. List them with GET /v1/prune-plans.`,
    );
  }
}
