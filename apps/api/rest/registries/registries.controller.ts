import { text } from 'node:stream/consumers';
import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { exitStatus } from '#domain';
import { Engine, type Hosts, requestOf } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { serve } from '../../engine-api/stream.js';
import { HOSTS } from '../../injection-tokens.js';
import { ServingLease } from '../../serving-lease.js';
import { callerOf } from '../commands.js';
import { hostNamed } from '../hosts/host-named.js';
import { hostQuery } from '../job-options.js';
import { schemaOf } from '../openapi.js';

const loginBody = z.strictObject({
  server: z.string().min(1).max(300).describe('The registry, e.g. registry.example.com:5000'),
  username: z.string().min(1).max(1_000),
  password: z.string().min(1).max(100_000).describe('Recorded nowhere; a fingerprint stands for it'),
  host: hostQuery.shape.host.describe('Whose engine asks the registry'),
});

const loginView = z.strictObject({
  job: z.string(),
  isAccepted: z.boolean(),
  detail: z.string().describe("In the engine's words"),
});

type LoginView = z.output<typeof loginView>;

@ApiTags('registries')
@ApiBearerAuth()
@Controller('v1/registries')
export class RegistriesController {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(HOSTS) private readonly hosts: Hosts,
    @Inject(ServingLease) private readonly lease: ServingLease,
  ) {}

  /** What the engine answers may hold a token for the registry, so its answer is kept nowhere. */
  @Post('login')
  @RouteConfig({ job: 'login' })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask a registry, by a host, whether it lets a user in; nothing is kept but that it was asked',
  })
  @ApiOkResponse({ schema: schemaOf(loginView) })
  async login(
    @Body({ schema: loginBody }) { server, username, password, host: name }: z.output<typeof loginBody>,
    @Req() request: FastifyRequest,
  ): Promise<LoginView> {
    const host = hostNamed(name, this.hosts);
    const { api } = host;
    if (!api) throw new DomainError('not-found', 'host-not-served', `Host "${host.name}" has no Engine API.`);
    await this.lease.hold();
    const job = await this.engine.submit({
      caller: callerOf(request),
      name: 'login',
      host: host.name,
      args: {
        call: 'SystemAuth',
        request: 'POST /auth',
        name: server,
        body: { serveraddress: server, username, password },
      },
      call: { powers: [], secrets: [password] },
      served: true,
    });
    const answered = Promise.withResolvers<LoginView>();
    await serve(job, this.engine, async (process) => {
      const { status, body } = await api.request({ ...requestOf(process.args, {}), signal: process.ending });
      const { message, Status } = JSON.parse(await text(body)) as {
        readonly message?: string;
        readonly Status?: string;
      };
      const isAccepted = status < 400;
      answered.resolve({ job: job.id, isAccepted, detail: Status ?? message ?? `The host answered ${status}.` });
      return { status: isAccepted ? exitStatus.ok : exitStatus.refusedByHost, result: { status } };
    });
    return answered.promise;
  }
}
