import { isUtf8 } from 'node:buffer';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOperation, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { LogMessage, LogWish } from '#engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { hostQuery } from '../job-options.js';
import { schemaOf } from '../openapi.js';
import { sendEvents, type ServerEvent, wantsEvents } from '../sse.js';
import { withoutUndefined } from '../without-undefined.js';
import { Listening, type Source } from './listening.js';
import { LogCursor, type LogPlace, readPlace, writePlace } from './log-cursor.js';
import { sendBytes } from './send-bytes.js';

const time = z.iso.datetime({ offset: true }).optional();

const logsQuery = z.strictObject({
  follow: z.stringbool().default(false).describe('Go on until the container ends'),
  since: time.describe('Messages of then or later (RFC 3339)'),
  until: time.describe('Messages of then or earlier'),
  tail: z.coerce.number().int().min(0).max(10_000_000).optional().describe('No more than so many, the last ones'),
  stream: z.enum(['stdout', 'stderr']).optional().describe('Both when left out'),
  host: hostQuery.shape.host,
});

const logLine = z.strictObject({
  stream: z.enum(['stdout', 'stderr']),
  time: z.string().describe('When the engine took it, with nanoseconds'),
  encoding: z.enum(['utf8', 'base64']),
  data: z.string().describe('A line with its end, or a part of a long one'),
});

type LogLine = z.output<typeof logLine>;

@ApiTags('containers')
@ApiBearerAuth()
@Controller('v1/containers')
export class LogsController {
  constructor(@Inject(Listening) private readonly listening: Listening) {}

  @Get(':id/logs')
  @RouteConfig({ job: 'logs' })
  @ApiOperation({
    summary:
      'What a container has written: plain bytes, with Accept: application/x-ndjson as lines, or with text/event-stream as events that resume by Last-Event-ID',
  })
  @ApiOkResponse({
    content: {
      'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      'application/x-ndjson': { schema: schemaOf(logLine) },
      'text/event-stream': { schema: { type: 'string' } },
    },
  })
  logs(
    @Param('id') container: string,
    @Query({ schema: logsQuery }) { host, ...query }: z.output<typeof logsQuery>,
    @Headers('last-event-id') last: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const place = wantsEvents(request) ? readPlace(last) : undefined;
    const { tail: _, ...others } = query;
    // Behind a place everything is wanted.
    const wish: LogWish = withoutUndefined(place ? { ...others, since: place.since } : query);
    const listened = { name: 'logs', container, host, call: callOf(wish) } as const;
    return this.listening.listen(request, reply, listened, async (source) => {
      const { streams, signal } = source;
      const messages = await streams.logs(source.container, wish, signal);
      let bytesOut = 0;
      const counted = untilGone(messages, source, (length) => (bytesOut += length));
      if (wantsEvents(request)) await sendEvents(reply, () => asEvents(counted, place));
      else if (request.headers.accept?.includes('application/x-ndjson'))
        await sendBytes(reply, 'application/x-ndjson', asLines(counted));
      else await sendBytes(reply, 'application/octet-stream', asBytes(counted));
      return bytesOut;
    });
  }
}

/** The same as the docker CLI would ask for it. */
function callOf({ follow, since, until, tail, stream }: LogWish) {
  const query = {
    follow: follow ? '1' : '0',
    stdout: stream === 'stderr' ? '0' : '1',
    stderr: stream === 'stdout' ? '0' : '1',
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(tail !== undefined && { tail: String(tail) }),
  };
  return { call: 'ContainerLogs', request: 'GET /containers/{container}/logs', query };
}

/** Ends when the client has gone: that is no failure. */
async function* untilGone(
  messages: AsyncIterable<LogMessage>,
  { signal }: Source,
  onBytes: (length: number) => void,
): AsyncGenerator<LogMessage> {
  try {
    for await (const message of messages) {
      onBytes(message.bytes.length);
      yield message;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function* asBytes(messages: AsyncIterable<LogMessage>): AsyncGenerator<Uint8Array> {
  for await (const { bytes } of messages) yield bytes;
}

async function* asLines(messages: AsyncIterable<LogMessage>): AsyncGenerator<string> {
  for await (const message of messages) yield `${JSON.stringify(lineOf(message))}\n`;
}

/** `stdout` and `stderr`, and at last `end`. What a client that comes back has seen is passed over. */
async function* asEvents(
  messages: AsyncIterable<LogMessage>,
  place: LogPlace | undefined,
): AsyncGenerator<ServerEvent> {
  const cursor = new LogCursor(place);
  let seen = place?.count ?? 0;
  let id = '';
  for await (const message of messages) {
    id = writePlace(cursor.pass(message.at));
    if (seen > 0) seen -= 1;
    else yield { id, event: message.stream, data: lineOf(message) };
  }
  yield { id, event: 'end', data: {} };
}

function lineOf({ stream, at, bytes }: LogMessage): LogLine {
  const buffer = Buffer.from(bytes);
  const encoding = isUtf8(buffer) ? 'utf8' : 'base64';
  return { stream, time: at, encoding, data: buffer.toString(encoding) };
}
