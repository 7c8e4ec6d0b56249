import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ContainerLoad, type ContainerReading, loadBetween } from '#domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hostQuery } from '../job-options.js';
import { schemaOf } from '../openapi.js';
import { sendEvents, type ServerEvent, wantsEvents } from '../sse.js';
import { Listening, type Source } from './listening.js';
import { sendBytes } from './send-bytes.js';

const statsQuery = z.strictObject({ host: hostQuery.shape.host });

const rate = z.number().nullable().describe('Bytes a second; null at the first reading');

const load = z.strictObject({
  at: z.string(),
  cpu: z.number().nullable().describe('Of one processor: 1.5 is one and a half of them'),
  cpus: z.int(),
  memory: z.int().describe('Bytes, without what the kernel takes back at once'),
  memoryLimit: z.int(),
  received: rate,
  sent: rate,
  read: rate,
  written: rate,
  processes: z.int(),
}) satisfies z.ZodType<ContainerLoad>;

@ApiTags('containers')
@ApiBearerAuth()
@Controller('v1/containers')
export class StatsController {
  constructor(@Inject(Listening) private readonly listening: Listening) {}

  @Get(':id/stats')
  @RouteConfig({ job: 'stats' })
  @ApiOperation({
    summary: 'What a container takes, once a second: as JSON lines, or with Accept: text/event-stream as events',
  })
  @ApiOkResponse({
    content: {
      'application/x-ndjson': { schema: schemaOf(load) },
      'text/event-stream': { schema: { type: 'string' } },
    },
  })
  stats(
    @Param('id') container: string,
    @Query({ schema: statsQuery }) { host }: z.output<typeof statsQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const call = {
      call: 'ContainerStats',
      request: 'GET /containers/{container}/stats',
      query: { stream: '1' },
    } as const;
    return this.listening.listen(request, reply, { name: 'stats', container, host, call }, async (source) => {
      const readings = await source.streams.stats(source.container, source.signal);
      let bytesOut = 0;
      const lines = loads(readings, source, (length) => (bytesOut += length));
      if (wantsEvents(request)) await sendEvents(reply, () => asEvents(lines));
      else await sendBytes(reply, 'application/x-ndjson', asText(lines));
      return bytesOut;
    });
  }
}

/** Ends when the client has gone: that is no failure. */
async function* loads(
  readings: AsyncIterable<ContainerReading>,
  { signal }: Source,
  onBytes: (length: number) => void,
): AsyncGenerator<ContainerLoad> {
  let before: ContainerReading | undefined;
  try {
    for await (const reading of readings) {
      const now = loadBetween(before, reading);
      before = reading;
      onBytes(JSON.stringify(now).length);
      yield now;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* asText(lines: AsyncIterable<ContainerLoad>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

async function* asEvents(lines: AsyncIterable<ContainerLoad>): AsyncGenerator<ServerEvent> {
  for await (const line of lines) yield { id: line.at, event: 'load', data: line };
}
