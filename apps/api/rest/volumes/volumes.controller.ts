import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { volumeCreateArgs } from '#domain';
import { VolumeQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Commands } from '../commands.js';
import { optionalBody, removeQuery, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { filterText, momentQuery, pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';
import { Submits } from '../submits.js';
import * as answers from './volumes.answers.js';

const listQuery = z.strictObject({ name: filterText, driver: filterText, ...pageQuery });
const createBody = optionalBody(volumeCreateArgs.shape);

@ApiTags('volumes')
@Controller('v1/volumes')
export class VolumesController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(VolumeQueries) private readonly volumes: VolumeQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Volumes and the containers that mount them, the newest first' })
  @ApiOkResponse({ standardSchema: answers.volumePage })
  async list(
    @Query({ schema: listQuery }) { at, limit, cursor, ...filter }: z.output<typeof listQuery>,
  ): Promise<z.output<typeof answers.volumePage>> {
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.volumes.list(filter, wish));
  }

  @Get(':name')
  @ApiOperation({ summary: 'One volume, and the containers that mount it' })
  @ApiOkResponse({ standardSchema: answers.oneVolume })
  async one(
    @Param('name') ref: string,
    @Query({ schema: momentQuery }) query: z.output<typeof momentQuery>,
  ): Promise<z.output<typeof answers.oneVolume>> {
    const position = await this.moments.positionOf(query);
    return { position, ...(await this.volumes.one({ ref, position, host: query.host })) };
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
