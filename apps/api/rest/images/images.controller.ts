import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { pullArgs, pushArgs, tagArgs } from '#domain';
import { ImageQueries } from '#read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Commands } from '../commands.js';
import { jobOptions, removeQuery, splitBody } from '../job-options.js';
import type { JobView } from '../jobs/job-view.js';
import { momentQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';
import { Submits } from '../submits.js';
import { withoutUndefined } from '../without-undefined.js';
import * as schemas from './images.schemas.js';

const pullBody = z.strictObject({ ...pullArgs.shape, ...jobOptions });
const pushBody = z.strictObject({ ...pushArgs.shape, ...jobOptions });
const tagBody = z.strictObject({ ...tagArgs.shape, ...jobOptions });

const imageParam = {
  name: 'path',
  description: 'The reference or id of the image; it may have slashes',
  example: 'registry:5000/team/app:1.0',
};

@ApiTags('images')
@ApiBearerAuth()
@Controller('v1/images')
export class ImagesController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(ImageQueries) private readonly images: ImageQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Images with a name, and dangling ones, the newest on their host first' })
  @ApiOkResponse({ standardSchema: schemas.imagePage })
  async list(
    @Query({ schema: schemas.imagesQuery }) query: z.output<typeof schemas.imagesQuery>,
  ): Promise<z.output<typeof schemas.imagePage>> {
    const { at, limit, cursor, ...filter } = query;
    const wish = await this.moments.wishOf({ host: filter.host, at, limit, cursor });
    return viewPage(await this.images.list(withoutUndefined(filter), wish));
  }

  /** A reference has slashes: the rest of the path is the reference. */
  @Get('*')
  @ApiOperation({
    summary: 'One image: its names, layers and bytes, where it came from, why it has no name, who used it last',
  })
  @ApiParam(imageParam)
  @ApiOkResponse({ standardSchema: schemas.wholeImage })
  async one(
    @Param('*') ref: string,
    @Query({ schema: momentQuery }) query: z.output<typeof momentQuery>,
  ): Promise<z.output<typeof schemas.wholeImage>> {
    const position = await this.moments.positionOf(query);
    return { position, ...(await this.images.one(withoutUndefined({ ref, position, host: query.host }))) };
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
  @ApiParam(imageParam)
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
