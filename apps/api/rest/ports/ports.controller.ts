import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Hosts } from '#engine';
import { type FreePortView, PortQueries, type PortView } from '#read-models';
import { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { containerRef } from '../containers/containers.answers.js';
import { pageSchema } from '../fact-schema.js';
import { pageQuery } from '../moment-query.js';
import { Moments, viewPage } from '../moments.js';

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

const port = z.strictObject({
  host: z.string(),
  ip: z.string(),
  port: z.int(),
  protocol: z.string(),
  containerPort: z.int(),
  published: z.boolean().describe('false: its container does not run, and takes the port when it does'),
  container: containerRef,
}) satisfies z.ZodType<PortView>;

const freePort = z.strictObject({
  host: z.string(),
  protocol: z.string(),
  port: z.int().nullable().describe('Null: there is none'),
}) satisfies z.ZodType<FreePortView>;

const portPage = pageSchema(port).extend({
  free: z.array(freePort).readonly().nullable().describe('Null unless it was asked for'),
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
  @ApiOkResponse({ standardSchema: portPage })
  async list(
    @Query({ schema: portsQuery }) { protocol, free: from, ...query }: z.output<typeof portsQuery>,
  ): Promise<z.output<typeof portPage>> {
    const wish = await this.moments.wishOf(query);
    const page = viewPage(await this.ports.list({ host: query.host, protocol }, wish));
    if (from === undefined) return { ...page, free: null };
    const hosts = query.host === undefined ? [...this.hosts.keys()] : [query.host];
    const { position } = page;
    return { ...page, free: await this.ports.free({ hosts, from, protocol: protocol ?? 'tcp', position }) };
  }
}
