import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Door, mayDo } from '#domain';
import type { Caller, Hosts } from '#engine';
import { DomainError } from '#event-sourcing';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { socketPath } from '../../engine-api/doors/door-url.js';
import { fileOf } from '../../engine-api/doors/open-door.js';
import { assertPlace } from '../../engine-api/doors/socket-file.js';
import { FrontDoor } from '../../engine-api/front-door.js';
import { DoorDirectory } from '../../identity/door-directory.js';
import { HOSTS } from '../../injection-tokens.js';
import { callerOf } from '../commands.js';
import { schemaOf } from '../openapi.js';

const account = z
  .string()
  .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,99}\$?$/, 'a name or a number of this machine')
  .optional();

const doorBody = z.strictObject({
  actor: z
    .string()
    .min(1)
    .max(100)
    .describe('Whose commands come through it: the name of a valid token, which tells what may be done'),
  socket: z.string().startsWith('/', 'an absolute path').max(4_096).describe('The path of the unix socket'),
  owner: account.describe("The file's user, by name or number; who runs Longshore when left out"),
  group: account.describe("The file's group, by name or number"),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, 'an octal mode, e.g. 0660')
    .default('0600')
    .describe('Who may connect: those who may write to the file'),
  host: z.string().optional().describe('Where it leads; the host "local" when left out'),
});

const doorView = z.strictObject({
  id: z.uuid(),
  actor: z.string(),
  socket: z.string(),
  owner: z.string().nullable(),
  group: z.string().nullable(),
  mode: z.string(),
  host: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  url: z.string().describe('As DOCKER_HOST'),
  state: z.enum(['open', 'closed']),
  problem: z.string().optional().describe('Why it is closed'),
});

const doorList = z.strictObject({ items: z.array(doorView), listeners: z.array(z.string()).readonly() });

@ApiTags('doors')
@ApiBearerAuth()
@Controller('v1/doors')
export class DoorsController {
  constructor(
    @Inject(DoorDirectory) private readonly doors: DoorDirectory,
    @Inject(FrontDoor) private readonly frontDoor: FrontDoor,
    @Inject(HOSTS) private readonly hosts: Hosts,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Ways into the Docker Engine API: doors that were added for actors, and where this API listens',
  })
  @ApiOkResponse({ schema: schemaOf(doorList) })
  async list(@Req() request: FastifyRequest) {
    assertAdmin(request);
    return { items: this.doors.list().map((door) => this.#view(door)), listeners: await this.frontDoor.listeners() };
  }

  @Post()
  @RouteConfig({ command: 'door.add' })
  @ApiOperation({ summary: 'Add a unix socket that stands for an actor; it is open when this is answered' })
  @ApiCreatedResponse({ schema: schemaOf(doorView) })
  async add(@Body({ schema: doorBody }) body: z.output<typeof doorBody>, @Req() request: FastifyRequest) {
    const caller = assertAdmin(request);
    const door = { ...body, socket: socketPath(body.socket), host: this.#hostOf(body.host) };
    fileOf(door);
    this.doors.assertAddable(door);
    await assertPlace(door.socket);
    const added = await this.doors.add(door, caller);
    await this.frontDoor.follow(this.doors.list());
    return this.#view(added);
  }

  @Delete(':id')
  @RouteConfig({ command: 'door.rm' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove a door: its socket closes, and what still goes through it is broken off' })
  @ApiOkResponse({ schema: schemaOf(doorView) })
  async remove(@Param('id') id: string, @Req() request: FastifyRequest) {
    const door = await this.doors.remove(id, assertAdmin(request));
    await this.frontDoor.follow(this.doors.list());
    return this.#view(door);
  }

  #hostOf(asked: string | undefined): string {
    const host = asked ?? (this.hosts.has('local') ? 'local' : [...this.hosts.keys()][0]);
    if (host !== undefined && this.hosts.has(host)) return host;
    throw new DomainError(
      'not-found',
      'host-not-found',
      `There is no host "${asked ?? ''}". There are: ${[...this.hosts.keys()].join(', ')}.`,
    );
  }

  #view(door: Door): z.output<typeof doorView> {
    const { owner = null, group = null, ...shown } = door;
    return { ...shown, owner, group, url: `unix://${door.socket}`, ...this.frontDoor.stateOf(door.id) };
  }
}

function assertAdmin(request: FastifyRequest): Caller {
  const caller = callerOf(request);
  if (mayDo(caller.rights, 'admin')) return caller;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `${caller.actor.name} may not manage doors: that needs the right "admin". Ask an admin for a token, or to do it.`,
  );
}
