import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { networkConnectArgs, networkCreateArgs, networkDisconnectArgs } from '#domain';
import type { HostNetwork, Hosts } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { Commands } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import { hostQuery, jobOptions, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { Submits } from '../submits.js';

const createBody = z.strictObject({ ...networkCreateArgs.shape, ...jobOptions });
const connectBody = z.strictObject({ ...networkConnectArgs.omit({ network: true }).shape, ...jobOptions });
const disconnectBody = z.strictObject({ ...networkDisconnectArgs.omit({ network: true }).shape, ...jobOptions });

@ApiTags('networks')
@Controller('v1/networks')
export class NetworksController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HOSTS) private readonly hosts: Hosts,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Networks on a host now' })
  async list(
    @Query({ schema: hostQuery }) { host }: z.output<typeof hostQuery>,
  ): Promise<{ items: readonly HostNetwork[] }> {
    return { items: await hostNamed(host, this.hosts).network.listNetworks() };
  }

  @Post()
  @Submits('network.create')
  create(
    @Body({ schema: createBody }) body: z.output<typeof createBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'network.create', ...splitBody(body) });
  }

  @Delete(':id')
  @Submits('network.rm')
  remove(
    @Param('id') network: string,
    @Query({ schema: hostQuery }) { host }: z.output<typeof hostQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, {
      name: 'network.rm',
      args: { network },
      ...(host !== undefined && { host }),
    });
  }

  @Post(':id/connect')
  @Submits('network.connect')
  connect(
    @Param('id') network: string,
    @Body({ schema: connectBody }) body: z.output<typeof connectBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { args, ...options } = splitBody(body);
    return this.commands.submit(request, reply, { name: 'network.connect', ...options, args: { network, ...args } });
  }

  @Post(':id/disconnect')
  @Submits('network.disconnect')
  disconnect(
    @Param('id') network: string,
    @Body({ schema: disconnectBody }) body: z.output<typeof disconnectBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { args, ...options } = splitBody(body);
    return this.commands.submit(request, reply, { name: 'network.disconnect', ...options, args: { network, ...args } });
  }
}
