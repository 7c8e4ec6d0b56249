import { randomUUIDv7 } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayDo } from '#domain';
import { Batches, type Host, type HostInfo, type Hosts, metadataOf } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HOSTS } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
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
}) satisfies z.ZodType<HostInfo>;

const told = {
  name: z.string(),
  url: z.string(),
  isDrained: z.boolean().describe('Whether builds of batches stay away'),
};

const hostView = z.discriminatedUnion('state', [
  z.strictObject({ ...told, state: z.literal('reachable'), engine: hostInfo }),
  z.strictObject({ ...told, state: z.literal('unreachable'), error: z.string() }),
]);

const hostList = z.strictObject({ items: z.array(hostView).readonly() });

type HostView = z.output<typeof hostView>;

@ApiTags('hosts')
@Controller('v1/hosts')
export class HostsController {
  constructor(
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(Batches) private readonly batches: Batches,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The Docker hosts, and what each says of itself now' })
  @ApiOkResponse({ schema: schemaOf(hostList) })
  async list(): Promise<z.output<typeof hostList>> {
    return { items: await Promise.all([...this.hosts.values()].map((host) => this.#view(host))) };
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

  async #drain(name: string, isDrained: boolean, request: FastifyRequest): Promise<HostView> {
    const caller = callerOf(request);
    if (!mayDo(caller.rights, 'admin'))
      throw new DomainError('forbidden', 'right-missing', 'Draining a host needs the right "admin". Ask an admin.');
    const host = hostNamed(name, this.hosts);
    await this.batches.drain(host.name, isDrained, metadataOf(caller, randomUUIDv7()));
    return this.#view(host);
  }

  async #view(host: Host): Promise<HostView> {
    return viewHost(host, await this.batches.isDrained(host.name));
  }
}

async function viewHost(host: Host, isDrained: boolean): Promise<HostView> {
  const told = { name: host.name, url: host.url, isDrained };
  try {
    return { ...told, state: 'reachable', engine: await host.info() };
  } catch (error) {
    return { ...told, state: 'unreachable', error: error instanceof Error ? error.message : String(error) };
  }
}
