import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { mayDo, rights, stateOf, type Token } from '#domain';
import type { Caller } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TokenDirectory } from '../../identity/token-directory.js';
import { callerOf } from '../commands.js';
import { schemaOf } from '../openapi.js';

const tokenBody = z.strictObject({
  name: z
    .string()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,99}$/, 'a name begins with a letter or digit, then letters, digits, . _ @ -')
    .describe('The actor whom it stands for'),
  rights: z.array(z.enum(rights)).min(1).default(['read', 'build', 'run', 'network', 'image']),
  expiresAt: z.iso.datetime({ offset: true }).optional().describe('RFC 3339; never when left out'),
});

const tokenView = z.strictObject({
  id: z.uuid(),
  name: z.string().describe('The actor whom it stands for'),
  rights: z.array(z.enum(rights)).readonly(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  state: z.enum(['valid', 'expired', 'revoked']),
});

const tokenList = z.strictObject({ items: z.array(tokenView) });

@ApiTags('tokens')
@ApiBearerAuth()
@Controller('v1/tokens')
export class TokensController {
  constructor(@Inject(TokenDirectory) private readonly tokens: TokenDirectory) {}

  @Get()
  @ApiOperation({ summary: 'All tokens, without their secrets' })
  @ApiOkResponse({ schema: schemaOf(tokenList) })
  list(@Req() request: FastifyRequest) {
    assertAdmin(request);
    return { items: this.tokens.list().map(viewToken) };
  }

  @Post()
  @RouteConfig({ command: 'token.create' })
  @ApiOperation({ summary: 'Make a token; its secret is in this answer alone' })
  @ApiCreatedResponse({ schema: schemaOf(tokenView.extend({ secret: z.string() })) })
  async create(@Body({ schema: tokenBody }) body: z.output<typeof tokenBody>, @Req() request: FastifyRequest) {
    const caller = assertAdmin(request);
    const { expiresAt, ...named } = body;
    assertHolds(caller, named.rights);
    if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
      throw new DomainError('invalid', 'args-invalid', 'body.expiresAt: it is in the past.');
    }
    const { token, secret } = await this.tokens.create(
      { ...named, ...(expiresAt !== undefined && { expiresAt }) },
      caller,
    );
    return { ...viewToken(token), secret };
  }

  @Delete(':id')
  @RouteConfig({ command: 'token.revoke' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke a token, at once and for ever' })
  @ApiOkResponse({ schema: schemaOf(tokenView) })
  async revoke(@Param('id') id: string, @Req() request: FastifyRequest) {
    return viewToken(await this.tokens.revoke(id, assertAdmin(request)));
  }
}

function assertAdmin(request: FastifyRequest): Caller {
  const caller = callerOf(request);
  if (mayDo(caller.rights, 'admin')) return caller;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `${caller.actor.name} may not manage tokens: that needs the right "admin". Ask an admin for a token, or to do it.`,
  );
}

/** Nobody hands out what he does not hold: `host` is apart from `admin`. */
function assertHolds(caller: Caller, wanted: readonly (typeof rights)[number][]): void {
  const missing = wanted.find((right) => !mayDo(caller.rights, right));
  if (missing === undefined) return;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `A token with the right "${missing}" can be made only by one that has it.`,
  );
}

function viewToken(token: Token): z.output<typeof tokenView> {
  const { hash: _, ...shown } = token;
  return {
    ...shown,
    expiresAt: token.expiresAt ?? null,
    revokedAt: token.revokedAt ?? null,
    state: stateOf(token, new Date()),
  };
}
