import { randomUUIDv7 } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { diskUse, mayDo } from '#domain';
import { Batches, type Host, type HostInfo, type Hosts, metadataOf } from '#engine';
import { DomainError } from '#event-sourcing';
import { type DiskPoint, DiskQueries, positionBy } from '#read-models';
import type { Runtime, Settings } from '#runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOSTS, RUNTIME, SETTINGS } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
import { Moments } from '../moments.js';
import { schemaOf } from '../openapi.js';
import { hostNamed } from './host-named.js';

const hostInfo = z.strictObject({
  engineVersion: z.string(),
  apiVersion: z.string(),
  os: z.string(),
  arch: z.string(),
  cpus: z.int(),
  memory: z.int().describe('Bytes'),
  storageDriver: z.string(),
  containers: z.int(),
  running: z.int(),
  images: z.int(),
  labels: z.array(z.string()).readonly().describe("The engine's own"),
  registries: z
    .array(z.strictObject({ name: z.string(), isSecure: z.boolean(), mirrors: z.array(z.string()).readonly() }))
    .readonly()
    .describe('What the engine is told of registries'),
  insecureNetworks: z.array(z.string()).readonly().describe('Networks whose registries need no TLS'),
}) satisfies z.ZodType<HostInfo>;

const told = {
  name: z.string(),
  url: z.string(),
  isDrained: z.boolean().describe('Whether builds of batches stay away'),
  labels: z.record(z.string(), z.string()).describe('By which batches ask for it: LONGSHORE_HOST_LABELS'),
};

const hostView = z.discriminatedUnion('state', [
  z.strictObject({ ...told, state: z.literal('reachable'), engine: hostInfo }),
  z.strictObject({ ...told, state: z.literal('unreachable'), error: z.string() }),
]);

const hostList = z.strictObject({ items: z.array(hostView).readonly() });

const point = z.strictObject({
  position: z.int(),
  at: z.string().describe('When it was measured; it held until the next one'),
  ...diskUse.shape,
}) satisfies z.ZodType<DiskPoint>;

const diskView = z.strictObject({ position: z.int(), host: z.string(), points: z.array(point).readonly() });

const diskQuery = z.strictObject({
  from: z
    .string()
    .regex(/^(?:\d{1,15}|\d{4}-\d\d-\d\dT\S{1,40})$/, 'a time (RFC 3339) or a position')
    .optional()
    .describe('A time or a position; a week before now when left out'),
  to: z.string().max(100).optional().describe('The same; now when left out'),
});

const weekMs = 7 * 86_400_000;
/** A chart shows no more. */
const mostPoints = 500;

type HostView = z.output<typeof hostView>;

@ApiTags('hosts')
@Controller('v1/hosts')
export class HostsController {
  constructor(
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(Batches) private readonly batches: Batches,
    @Inject(DiskQueries) private readonly disks: DiskQueries,
    @Inject(Moments) private readonly moments: Moments,
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The Docker hosts, and what each says of itself now' })
  @ApiOkResponse({ schema: schemaOf(hostList) })
  async list(): Promise<z.output<typeof hostList>> {
    return { items: await Promise.all([...this.hosts.values()].map((host) => this.#view(host))) };
  }

  @Get(':host/disk')
  @ApiBearerAuth()
  @ApiOkResponse({ standardSchema: diskView })
  @ApiOperation({
    summary: 'What a host took of its disk over time: what held at the beginning, and each change since',
  })
  async disk(
    @Param('host') host: string,
    @Query({ schema: diskQuery }) { from, to }: z.output<typeof diskQuery>,
  ): Promise<z.output<typeof diskView>> {
    const position = await this.moments.positionOf({ host, at: to });
    const after = await this.#positionOf(from);
    return { position, host, points: await this.disks.between(host, { after, through: position, most: mostPoints }) };
  }

  @Post(':host/drain')
  @RouteConfig({ command: 'host.drain' })
  @HttpCode(200)
  @ApiOkResponse({ schema: schemaOf(hostView) })
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Keep builds of batches away from a host; what runs there goes on, and other commands still go',
  })
  drain(@Param('host') host: string, @Req() request: FastifyRequest): Promise<HostView> {
    return this.#drain(host, true, request);
  }

  @Post(':host/undrain')
  @RouteConfig({ command: 'host.undrain' })
  @HttpCode(200)
  @ApiOkResponse({ schema: schemaOf(hostView) })
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Let builds of batches go to a host again' })
  undrain(@Param('host') host: string, @Req() request: FastifyRequest): Promise<HostView> {
    return this.#drain(host, false, request);
  }

  /** Where the points begin; before the first event is at the log's beginning. */
  #positionOf(from: string = new Date(Date.now() - weekMs).toISOString()): Promise<number> | number {
    return /^\d+$/.test(from) ? Number(from) : positionBy(this.runtime.database, new Date(from));
  }

  async #drain(name: string, isDrained: boolean, request: FastifyRequest): Promise<HostView> {
    const caller = callerOf(request);
    if (!mayDo(caller.rights, 'admin'))
      throw new DomainError('forbidden', 'right-missing', 'Draining a host needs the right "admin". Ask an admin.');
    const host = hostNamed(name, this.hosts);
    await this.batches.drain(host.name, isDrained, metadataOf(caller, randomUUIDv7()));
    return this.#view(host);
  }

  async #view(host: Host): Promise<HostView> {
    const labels = this.settings.hostLabels.get(host.name) ?? {};
    return viewHost(host, { isDrained: await this.batches.isDrained(host.name), labels });
  }
}

async function viewHost(host: Host, known: Pick<HostView, 'isDrained' | 'labels'>): Promise<HostView> {
  const told = { name: host.name, url: host.url, ...known, labels: { ...known.labels } };
  try {
    return { ...told, state: 'reachable', engine: await host.info() };
  } catch (error) {
    return { ...told, state: 'unreachable', error: error instanceof Error ? error.message : String(error) };
  }
}
