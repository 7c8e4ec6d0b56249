import { randomUUIDv7 } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayDo } from '#domain';
import { Batches, type Host, type HostInfo, type Hosts, metadataOf } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { HOSTS } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
import { hostNamed } from './host-named.js';

type HostView = { readonly name: string; readonly url: string; readonly isDrained: boolean } & (
  | { readonly state: 'reachable'; readonly engine: HostInfo }
  | { readonly state: 'unreachable'; readonly error: string }
);

@ApiTags('hosts')
@Controller('v1/hosts')
export class HostsController {
  constructor(
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(Batches) private readonly batches: Batches,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The Docker hosts, and what each says of itself now' })
  async list(): Promise<{ items: readonly HostView[] }> {
    return { items: await Promise.all([...this.hosts.values()].map((host) => this.#view(host))) };
  }

  @Post(':host/drain')
  @RouteConfig({ command: 'host.drain' })
  @HttpCode(200)
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
