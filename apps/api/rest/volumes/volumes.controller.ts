import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { volumeCreateArgs } from '#domain';
import type { Hosts, HostVolume } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { Commands } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import { hostQuery, optionalBody, removeQuery, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { Submits } from '../submits.js';

const createBody = optionalBody(volumeCreateArgs.shape);

@ApiTags('volumes')
@Controller('v1/volumes')
export class VolumesController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HOSTS) private readonly hosts: Hosts,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Volumes on a host now' })
  async list(
    @Query({ schema: hostQuery }) { host }: z.output<typeof hostQuery>,
  ): Promise<{ items: readonly HostVolume[] }> {
    return { items: await hostNamed(host, this.hosts).graph.listVolumes() };
  }

  @Post()
  @Submits('volume.create')
  create(
    @Body({ schema: createBody }) body: z.output<typeof createBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'volume.create', ...splitBody(body) });
  }

  @Delete(':name')
  @Submits('volume.rm')
  remove(
    @Param('name') volume: string,
    @Query({ schema: removeQuery }) query: z.output<typeof removeQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { force, host } = query;
    return this.commands.submit(request, reply, {
      name: 'volume.rm',
      args: { volume, force },
      ...(host !== undefined && { host }),
    });
  }
}
