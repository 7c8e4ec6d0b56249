import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { pullArgs, pushArgs, tagArgs } from '#domain';
import type { HostImage, Hosts } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { Commands } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import { hostQuery, jobOptions, removeQuery, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { Submits } from '../submits.js';

const pullBody = z.strictObject({ ...pullArgs.shape, ...jobOptions });
const pushBody = z.strictObject({ ...pushArgs.shape, ...jobOptions });
const tagBody = z.strictObject({ ...tagArgs.shape, ...jobOptions });

@ApiTags('images')
@Controller('v1/images')
export class ImagesController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(HOSTS) private readonly hosts: Hosts,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Images on a host now' })
  async list(
    @Query({ schema: hostQuery }) { host }: z.output<typeof hostQuery>,
  ): Promise<{ items: readonly HostImage[] }> {
    return { items: await hostNamed(host, this.hosts).graph.listImages() };
  }

  @Post('pull')
  @Submits('pull')
  pull(
    @Body({ schema: pullBody }) body: z.output<typeof pullBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'pull', ...splitBody(body) });
  }

  @Post('push')
  @Submits('push')
  push(
    @Body({ schema: pushBody }) body: z.output<typeof pushBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'push', ...splitBody(body) });
  }

  @Post('tag')
  @Submits('tag')
  tag(
    @Body({ schema: tagBody }) body: z.output<typeof tagBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, { name: 'tag', ...splitBody(body) });
  }

  /** A reference has slashes: the rest of the path is the reference. */
  @Delete('*')
  @Submits('rmi')
  @ApiParam({
    name: 'path',
    description: 'The reference or id of the image; it may have slashes',
    example: 'registry:5000/team/app:1.0',
  })
  remove(
    @Param('*') image: string,
    @Query({ schema: removeQuery }) query: z.output<typeof removeQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    const { force, host } = query;
    return this.commands.submit(request, reply, {
      name: 'rmi',
      args: { image, force },
      ...(host !== undefined && { host }),
    });
  }
}
