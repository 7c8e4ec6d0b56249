import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Host, HostInfo, Hosts } from '#engine';
import { HOSTS } from '../../injection-tokens.js';

type HostView = { readonly name: string; readonly url: string } & (
  | { readonly state: 'reachable'; readonly engine: HostInfo }
  | { readonly state: 'unreachable'; readonly error: string }
);

@ApiTags('hosts')
@Controller('v1/hosts')
export class HostsController {
  constructor(@Inject(HOSTS) private readonly hosts: Hosts) {}

  @Get()
  @ApiOperation({ summary: 'The Docker hosts, and what each says of itself now' })
  async list(): Promise<{ items: readonly HostView[] }> {
    return { items: await Promise.all([...this.hosts.values()].map(viewHost)) };
  }
}

async function viewHost(host: Host): Promise<HostView> {
  const { name, url } = host;
  try {
    return { name, url, state: 'reachable', engine: await host.info() };
  } catch (error) {
    return { name, url, state: 'unreachable', error: error instanceof Error ? error.message : String(error) };
  }
}
