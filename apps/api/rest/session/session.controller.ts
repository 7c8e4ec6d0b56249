import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { rights, stateOf } from '#domain';
import { DomainError, type EventStore } from '#event-sourcing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { assertSameOrigin, csrfTokenOf } from '../../identity/same-origin.js';
import { clearSessionCookie, sessionSecretOf, setSessionCookie } from '../../identity/session-cookie.js';
import { Sessions } from '../../identity/sessions.js';
import { TokenDirectory } from '../../identity/token-directory.js';
import { STORE } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
import { schemaOf } from '../openapi.js';

const sessionBody = z.strictObject({ token: z.string().min(1).max(200).describe('The secret of a valid token') });

const sessionView = z.strictObject({
  actor: z.string(),
  rights: z.array(z.enum(rights)).readonly(),
  expiresAt: z.iso.datetime().nullable().describe('When to sign in again; null for who sent a token'),
  csrf: z.string().nullable().describe('What each unsafe request by cookie sends as X-CSRF-Token'),
  position: z.int().describe("The log's end: where to follow /v1/events from"),
});

type SessionView = z.output<typeof sessionView>;

@ApiTags('session')
@Controller('v1/session')
export class SessionController {
  constructor(
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(STORE) private readonly store: EventStore,
    @Inject(TokenDirectory) private readonly tokens: TokenDirectory,
  ) {}

  @Post()
  @RouteConfig({ isOpen: true })
  @ApiOperation({ summary: 'Sign in with a token: a session cookie for a browser' })
  @ApiCreatedResponse({ schema: schemaOf(sessionView) })
  async open(
    @Body({ schema: sessionBody }) { token: secret }: z.output<typeof sessionBody>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    assertSameOrigin(request);
    const token = this.tokens.find(secret.trim());
    if (!token || stateOf(token, new Date()) !== 'valid') {
      throw new DomainError(
        'unauthenticated',
        'token-required',
        token
          ? `The token "${token.name}" is ${stateOf(token, new Date())}. Ask an admin for another.`
          : 'This token is not known. Copy it whole, with the "lsh_" at its beginning, or ask an admin for one.',
      );
    }
    const session = await this.sessions.open(token.id);
    setSessionCookie(reply, session.secret, session.expiresAt);
    return {
      actor: token.name,
      rights: token.rights,
      expiresAt: session.expiresAt.toISOString(),
      csrf: csrfTokenOf(session.secret),
      position: await this.store.head(),
    };
  }

  @Get()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is asking, and with which rights' })
  @ApiOkResponse({ schema: schemaOf(sessionView) })
  async show(@Req() request: FastifyRequest): Promise<SessionView> {
    const { actor, rights: held } = callerOf(request);
    const { session } = request;
    return {
      actor: actor.name,
      rights: held,
      expiresAt: session?.expiresAt.toISOString() ?? null,
      csrf: session ? csrfTokenOf(session.secret) : null,
      position: await this.store.head(),
    };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out: the session is known no more' })
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const secret = sessionSecretOf(request);
    if (secret !== undefined) await this.sessions.end(secret);
    clearSessionCookie(reply);
  }
}
