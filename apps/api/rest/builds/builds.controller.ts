import { Readable } from 'node:stream';
import { Controller, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { type BlobStore, checkedContext } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Commands, type Command } from '../commands.js';
import type { JobView } from '../jobs/job-view.js';
import { Submits } from '../submits.js';
import { withoutUndefined } from '../without-undefined.js';
import { BLOBS } from '../../injection-tokens.js';

const flag = z.stringbool().default(false);
const list = z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]);
const whole = z.coerce.number().int();

const buildQuery = z.strictObject({
  tag: list.describe('Repeatable: repository[:tag]'),
  dockerfile: z.string().min(1).default('Dockerfile').describe('Path inside the context'),
  target: z.string().optional(),
  arg: list.describe('Repeatable: NAME=value'),
  secretArg: list.describe('Repeatable: the name of an arg whose value is recorded nowhere'),
  label: list.describe('Repeatable: name=value'),
  builder: z.enum(['classic', 'buildkit']).default('classic'),
  platform: z.string().optional(),
  network: z.string().optional(),
  noCache: flag,
  pull: flag,
  host: z.string().optional(),
  nice: whole.optional(),
  seconds: whole.optional().describe('Ended with status 124 after so many seconds'),
  outputBytes: whole.optional(),
  graceSeconds: whole.optional(),
});

type BuildQuery = z.output<typeof buildQuery>;

@ApiTags('builds')
@Controller('v1/builds')
export class BuildsController {
  constructor(
    @Inject(Commands) private readonly commands: Commands,
    @Inject(BLOBS) private readonly blobs: BlobStore,
  ) {}

  @Post()
  @Submits('build')
  @ApiConsumes('application/x-tar', 'application/gzip')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The build context: a tar, plain or gzip' })
  build(
    @Query({ schema: buildQuery }) query: BuildQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobView> {
    return this.commands.submit(request, reply, async () => {
      const command = commandOf(query);
      const warnings: string[] = [];
      const { builder, target } = query;
      const use = {
        builder,
        target,
        args: pairs(query.arg, 'arg'),
        warn: (told: readonly string[]) => warnings.push(...told),
      };
      const stdin = await this.blobs.put(checkedContext(contextOf(request), query.dockerfile, use));
      return { ...command, stdin, warnings };
    });
  }
}

function contextOf({ body }: FastifyRequest): AsyncIterable<Uint8Array> {
  // Who refuses half of a body must still be able to answer: the stream, and its connection with it, stays open.
  if (body instanceof Readable) return body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  throw new DomainError(
    'invalid',
    'context-missing',
    'Send the build context as the body: tar -c . | curl --data-binary @- -H "Content-Type: application/x-tar" …',
  );
}

function commandOf({
  host,
  nice,
  seconds,
  outputBytes,
  graceSeconds,
  tag,
  arg,
  label,
  secretArg,
  ...args
}: BuildQuery): Command {
  return {
    name: 'build',
    args: withoutUndefined({ ...args, tags: tag, args: pairs(arg, 'arg'), labels: pairs(label, 'label') }),
    secretNames: secretArg,
    limits: withoutUndefined({ seconds, outputBytes, graceSeconds }),
    ...withoutUndefined({ host, nice }),
  };
}

function pairs(values: readonly string[], parameter: string): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => {
      const at = value.indexOf('=');
      if (at > 0) return [value.slice(0, at), value.slice(at + 1)];
      throw new DomainError(
        'invalid',
        'args-invalid',
        `${parameter} is written ${parameter}=NAME=value, with the value encoded as URLs want it.`,
      );
    }),
  );
}
