import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { networkConnectArgs, networkCreateArgs, networkDisconnectArgs } from '#domain';
import { NetworkQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Commands } from '../commands.js';
import { hostQuery, jobOptions, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { filterText, momentQuery, pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';
import { Submits } from '../submits.js';
import * as answers from './networks.answers.js';

const createBody = z.strictObject({ ...networkCreateArgs.shape, ...jobOptions });
const connectBody = z.strictObject({ ...networkConnectArgs.omit({ network: true }).shape, ...jobOptions });
const listQuery = z.strictObject({ name: filterText, driver: filterText, ...pageQuery });
const disconnectBody = z.strictObject({ ...networkDisconnectArgs.omit({ network: true }).shape, ...jobOptions });

@ApiTags('networks')
@Controller('v1/networks')
export class NetworksController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(NetworkQueries) private readonly networks: NetworkQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Networks, the newest first' })
  @ApiOkResponse({ standardSchema: answers.networkPage })
  async list(
    @Query({ schema: listQuery }) { at, limit, cursor, ...filter }: z.output<typeof listQuery>,
  ): Promise<z.output<typeof answers.networkPage>> {
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.networks.list(filter, wish));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One network: its members, the names each resolves, and who shares the network of whom' })
  @ApiOkResponse({ standardSchema: answers.wholeNetwork })
  async one(
    @Param('id') ref: string,
    @Query({ schema: momentQuery }) query: z.output<typeof momentQuery>,
  ): Promise<z.output<typeof answers.wholeNetwork>> {
    const position = await this.moments.positionOf(query);
    return { position, ...(await this.networks.one({ ref, position, host: query.host })) };
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
