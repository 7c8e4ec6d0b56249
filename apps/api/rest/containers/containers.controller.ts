import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ContainerHistory, ContainerQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { callerOf, Commands } from '../commands.js';
import { splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { momentQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';
import { Submits } from '../submits.js';
import * as answers from './containers.answers.js';
import * as schemas from './containers.schemas.js';
import { InnerPowers } from './inner-powers.js';
import { viewLife } from './life-view.js';

@ApiTags('containers')
@Controller('v1/containers')
export class ContainersController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(ContainerQueries) private readonly containers: ContainerQueries,
    @Inject(ContainerHistory) private readonly lives: ContainerHistory,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(InnerPowers) private readonly powers: InnerPowers,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Containers, stopped ones too, the newest first' })
  @ApiOkResponse({ standardSchema: answers.containerPage })
  async list(
    @Query({ schema: schemas.listQuery }) { at, limit, cursor, ...filter }: z.output<typeof schemas.listQuery>,
  ): Promise<z.output<typeof answers.containerPage>> {
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.containers.list(filter, wish));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One container, by its name, its id or the beginning of it' })
  @ApiOkResponse({ standardSchema: answers.wholeContainer })
  async one(
    @Param('id') ref: string,
    @Query({ schema: momentQuery }) query: z.output<typeof momentQuery>,
  ): Promise<z.output<typeof answers.wholeContainer>> {
    const position = await this.moments.positionOf(query);
    return { position, ...(await this.containers.one({ ref, position, host: query.host })) };
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'The whole life of a container, also after its removal: facts and jobs, the oldest first' })
  @ApiOkResponse({ standardSchema: answers.life })
  async history(
    @Param('id') ref: string,
    @Query({ schema: schemas.historyQuery }) query: z.output<typeof schemas.historyQuery>,
  ): Promise<z.output<typeof answers.life>> {
    const wish = await this.moments.wishOf(query);
    return viewLife(await this.lives.of({ ref, position: wish.position, host: query.host }, wish));
  }

  @Post()
  @Submits('run')
  run(
    @Body({ schema: schemas.runBody }) body: z.output<typeof schemas.runBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#new('run', body, request, reply);
  }

  @Post('create')
  @Submits('create')
  create(
    @Body({ schema: schemas.createBody }) body: z.output<typeof schemas.createBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#new('create', body, request, reply);
  }

  @Post(':id/start')
  @Submits('start')
  start(
    @Param('id') id: string,
    @Body({ schema: schemas.plainBody }) body: z.output<typeof schemas.plainBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('start', id, body, request, reply);
  }

  @Post(':id/stop')
  @Submits('stop')
  stop(
    @Param('id') id: string,
    @Body({ schema: schemas.stopBody }) body: z.output<typeof schemas.stopBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('stop', id, body, request, reply);
  }

  @Post(':id/restart')
  @Submits('restart')
  restart(
    @Param('id') id: string,
    @Body({ schema: schemas.restartBody }) body: z.output<typeof schemas.restartBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('restart', id, body, request, reply);
  }

  @Post(':id/kill')
  @Submits('kill')
  kill(
    @Param('id') id: string,
    @Body({ schema: schemas.killBody }) body: z.output<typeof schemas.killBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('kill', id, body, request, reply);
  }

  @Post(':id/wait')
  @Submits('wait')
  wait(
    @Param('id') id: string,
    @Body({ schema: schemas.plainBody }) body: z.output<typeof schemas.plainBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('wait', id, body, request, reply);
  }

  @Post(':id/exec')
  @Submits('exec')
  exec(
    @Param('id') id: string,
    @Body({ schema: schemas.execBody }) body: z.output<typeof schemas.execBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, async () => {
      const { args, ...options } = splitBody(body);
      const powers = await this.powers.of(callerOf(request), 'exec', { container: id, host: body.host });
      return { name: 'exec', ...options, args: { container: id, ...args }, powers };
    });
  }

  @Delete(':id')
  @Submits('rm')
  remove(
    @Param('id') id: string,
    @Query({ schema: schemas.removeContainerQuery }) query: z.output<typeof schemas.removeContainerQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.#act('rm', id, query, request, reply);
  }

  #new(name: 'run' | 'create', body: NewContainer, request: FastifyRequest, reply: FastifyReply): Promise<JobView> {
    return this.commands.submit(request, reply, async () => {
      const container = /^container:(?<ref>.+)$/.exec(body.network ?? '')?.groups?.['ref'];
      const shared = container === undefined ? undefined : { container, host: body.host };
      const powers = shared && (await this.powers.of(callerOf(request), name, shared));
      return { name, ...containerCommand(body), ...(powers && { powers }) };
    });
  }

  #act(
    name: string,
    container: string,
    body: Parameters<typeof splitBody>[0],
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<JobView> {
    const { args, ...options } = splitBody(body);
    return this.commands.submit(request, reply, { name, ...options, args: { container, ...args } });
  }
}

type NewContainer = z.output<typeof schemas.runBody> | z.output<typeof schemas.createBody>;

function containerCommand(body: NewContainer) {
  const { memory, cpus, pids, ...limits } = body.limits;
  const { args, ...options } = splitBody({ ...body, limits });
  return { ...options, args: { ...args, memory, cpus, pids } };
}
