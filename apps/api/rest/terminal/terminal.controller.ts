import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { execArgs } from '#domain';
import { DomainError } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hostQuery } from '../job-options.js';
import { terminalSize } from './terminal-socket.js';
import { Terminals } from './terminals.js';
import { upgradeOf } from './upgrades.js';

const { columns, rows } = terminalSize;

const terminalQuery = z.strictObject({
  cmd: z
    .union([execArgs.shape.cmd, z.string().transform((word) => [word])])
    .default(['sh'])
    .describe('Repeatable: the program and its arguments'),
  user: execArgs.shape.user,
  workdir: execArgs.shape.workdir,
  columns: z.coerce.number().pipe(columns).default(80),
  rows: z.coerce.number().pipe(rows).default(24),
  paced: z
    .stringbool()
    .default(false)
    .describe(
      'Whether the client tells, by messages `shown`, how many bytes it has shown: no more are sent than it can show',
    ),
  host: hostQuery.shape.host,
});

@ApiTags('containers')
@ApiBearerAuth()
@Controller('v1/containers')
export class TerminalController {
  constructor(@Inject(Terminals) private readonly terminals: Terminals) {}

  @Get(':id/terminal')
  @RouteConfig({ job: 'exec' })
  @ApiOperation({
    summary: 'A terminal in a running container, by WebSocket (subprotocol longshore.terminal): a job exec',
  })
  @ApiResponse({ status: 101, description: 'Binary messages are bytes of the terminal, text ones JSON about it' })
  open(
    @Param('id') container: string,
    @Query({ schema: terminalQuery }) query: z.output<typeof terminalQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const upgrade = upgradeOf(request.raw);
    if (upgrade) return this.terminals.open(request, reply, upgrade, { container, ...query });
    throw new DomainError(
      'invalid',
      'upgrade-required',
      'A terminal is a WebSocket. Connect with one, e.g. from the dashboard, or use POST /v1/containers/{id}/exec.',
    );
  }
}
