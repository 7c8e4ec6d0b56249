import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError } from '#event-sourcing';
import type { Runtime } from '#runtime';
import { RUNTIME } from '../../injection-tokens.js';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Whether the process lives' })
  healthz(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'Whether commands can be accepted and queued' })
  async readyz(): Promise<{ status: 'ok' }> {
    const [log, queue] = await Promise.allSettled([this.runtime.store.head(), this.runtime.redis.ping()]);
    const away = [log.status === 'rejected' && 'Postgres', queue.status === 'rejected' && 'Redis'].filter(Boolean);
    if (away.length === 0) return { status: 'ok' };
    throw new DomainError(
      'unavailable',
      'not-ready',
      `${away.join(' and ')} cannot be reached. Check that it runs; commands are accepted again when it answers.`,
    );
  }
}
