import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Hosts } from '#engine';
import { type FreePortView, PortQueries, type PortView } from '#read-models';
import { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { pageQuery } from '../moment-query.js';
import { Moments, type PageView, viewPage } from '../moments.js';

const portsQuery = z.strictObject({
  protocol: z.enum(['tcp', 'udp', 'sctp']).optional().describe('All when left out; of a free port, tcp'),
  free: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Tell also the first port from here that no container has, on each host'),
  ...pageQuery,
});

@ApiTags('networks')
@ApiBearerAuth()
@Controller('v1/ports')
export class PortsController {
  constructor(
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(PortQueries) private readonly ports: PortQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Published ports, and those that stopped containers will take when they run' })
  async list(
    @Query({ schema: portsQuery }) { protocol, free: from, ...query }: z.output<typeof portsQuery>,
  ): Promise<PageView<PortView> & { readonly free: readonly FreePortView[] | null }> {
    const wish = await this.moments.wishOf(query);
    const page = viewPage(await this.ports.list({ host: query.host, protocol }, wish));
    if (from === undefined) return { ...page, free: null };
    const hosts = query.host === undefined ? [...this.hosts.keys()] : [query.host];
    const { position } = page;
    return { ...page, free: await this.ports.free({ hosts, from, protocol: protocol ?? 'tcp', position }) };
  }
}
