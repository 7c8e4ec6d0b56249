import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { STORE } from '../../injection-tokens.js';
import { sendEvents, type ServerEvent, wantsEvents } from '../sse.js';
import { schemaOf } from '../openapi.js';
import { cloudEvent, eventPage } from './cloud-event.js';

const eventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).optional().describe('Positions greater than this'),
  type: z
    .union([z.array(z.string()), z.string().transform((value) => [value])])
    .optional()
    .describe('Repeatable: only these types'),
  stream: z.string().optional().describe('Only streams whose name begins so, e.g. job-'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Of a page; events that are sent live have no end'),
});

@ApiTags('events')
@ApiBearerAuth()
@Controller('v1/events')
export class EventsController {
  constructor(@Inject(STORE) private readonly store: EventStore) {}

  @Get()
  @ApiOperation({
    summary: 'The whole log as CloudEvents: a page, or with Accept: text/event-stream live; resumes by Last-Event-ID',
  })
  @ApiOkResponse({
    content: {
      'application/json': { schema: schemaOf(eventPage) },
      'text/event-stream': { schema: { type: 'string' } },
    },
  })
  async read(
    @Query({ schema: eventsQuery }) query: z.output<typeof eventsQuery>,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = {
      ...(query.type && { types: query.type }),
      ...(query.stream !== undefined && { streamPrefix: query.stream }),
    };
    const after = last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : (query.after ?? 0);
    if (wantsEvents(request))
      return sendEvents(reply, (signal) => asServerEvents(this.store.subscribe({ after, ...filter, signal })));
    const items: RecordedEvent[] = [];
    for await (const events of this.store.readAll({ after, ...filter, limit: query.limit })) items.push(...events);
    const next = items.length === query.limit ? (items.at(-1)?.position ?? null) : null;
    await reply.send({ items: items.map(cloudEvent), next });
  }
}

async function* asServerEvents(batches: AsyncIterable<readonly RecordedEvent[]>): AsyncIterable<ServerEvent> {
  for await (const events of batches) {
    for (const event of events) yield { id: String(event.position), event: event.type, data: cloudEvent(event) };
  }
}
