import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { familiarReference } from '#domain';
import { RepositoryQueries } from '#read-models';
import type { z } from 'zod';
import { Moments, viewPage } from '../moments.js';
import { withoutUndefined } from '../without-undefined.js';
import * as schemas from './repositories.schemas.js';

type HistoryQuery = z.output<typeof schemas.historyQuery>;
type TagHistory = z.output<typeof schemas.tagHistory>;

@ApiTags('repositories')
@ApiBearerAuth()
@Controller('v1/repositories')
export class RepositoriesController {
  constructor(
    @Inject(RepositoryQueries) private readonly repositories: RepositoryQueries,
    @Inject(Moments) private readonly moments: Moments,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Repositories with their tags, by name' })
  @ApiOkResponse({ standardSchema: schemas.repositoryPage })
  async list(
    @Query({ schema: schemas.repositoriesQuery }) query: z.output<typeof schemas.repositoriesQuery>,
  ): Promise<z.output<typeof schemas.repositoryPage>> {
    const { name, ...asked } = query;
    const wish = await this.moments.wishOf(asked);
    return viewPage(await this.repositories.list(withoutUndefined({ name, host: query.host }), wish));
  }

  @Get(':name/tags/:tag/history')
  @ApiOperation({ summary: 'What a tag pointed at, from when to when, and who did that, the newest first' })
  @ApiParam({ name: 'name', description: 'Its slashes may be written as they are, or as %2F', example: 'team/app' })
  @ApiOkResponse({ standardSchema: schemas.tagHistory })
  async history(
    @Param('name') name: string,
    @Param('tag') tag: string,
    @Query({ schema: schemas.historyQuery }) query: HistoryQuery,
  ): Promise<TagHistory> {
    const wish = await this.moments.wishOf(query);
    const sought = { name: familiarReference(`${name}:${tag}`), host: query.host };
    return viewPage(await this.repositories.history(withoutUndefined(sought), wish));
  }

  /** The same of a name with slashes in it, which are no part of a parameter. */
  @Get('*')
  @ApiExcludeEndpoint()
  historyOfPath(
    @Param('*') path: string,
    @Query({ schema: schemas.historyQuery }) query: HistoryQuery,
  ): Promise<TagHistory> {
    const [, name, tag] = /^(.+)\/tags\/([^/]+)\/history$/.exec(path) ?? [];
    if (name === undefined || tag === undefined) throw new NotFoundException();
    return this.history(name, tag, query);
  }
}
