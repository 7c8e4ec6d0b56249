import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { HostContainer, Hosts } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { Commands } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import { hostQuery, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { Submits } from '../submits.js';
import * as schemas from './containers.schemas.js';

@ApiTags('containers')
@Controller('v1/containers')
export class ContainersController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HOSTS) private readonly hosts: Hosts,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Containers on a host now' })
  async list(
    @Query({ schema: hostQuery }) { host }: z.output<typeof hostQuery>,
  ): Promise<{ items: readonly HostContainer[] }> {
    return { items: await hostNamed(host, this.hosts).exec.listContainers() };
  }

  @Post()
  @Submits('run')
  run(
    @Body({ schema: schemas.runBody }) body: z.output<typeof schemas.runBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'run', ...containerCommand(body) });
  }

  @Post('create')
  @Submits('create')
  create(
    @Body({ schema: schemas.createBody }) body: z.output<typeof schemas.createBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'create', ...containerCommand(body) });
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
    return this.#act('exec', id, body, request, reply);
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

function containerCommand(body: z.output<typeof schemas.runBody> | z.output<typeof schemas.createBody>) {
  const { memory, cpus, pids, ...limits } = body.limits;
  const { args, ...options } = splitBody({ ...body, limits });
  return { ...options, args: { ...args, memory, cpus, pids } };
}
