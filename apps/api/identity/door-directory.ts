import { randomUUIDv7 } from 'node:crypto';
import { type Door, doorIn, doorStream, evolveDoor, type NewDoor, type RecordedDoorEvent, stateOf } from '#domain';
import { DomainError, type EventStore, type RecordedEvent } from '#event-sourcing';
import { type Caller, metadataOf } from '#engine';
import type { TokenDirectory } from './token-directory.js';

/** The doors that were added for actors, kept in memory from the log. */
export class DoorDirectory {
  /** The types of events that it needs. */
  static readonly types = ['DoorAdded', 'DoorRemoved'];

  readonly #doors = new Map<string, Door>();
  readonly #removed = new Set<string>();
  /** Sockets of doors that are being recorded now. */
  readonly #coming = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly tokens: TokenDirectory,
  ) {}

  /** Reads what is in the log by now. */
  async load(): Promise<void> {
    for await (const events of this.store.readAll({ after: 0, types: DoorDirectory.types })) this.takeIn(events);
  }

  list(): readonly Door[] {
    return [...this.#doors.values()].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  /** @throws DomainError `door-actor-unknown`, `door-taken` */
  assertAddable({ actor, socket }: Pick<NewDoor, 'actor' | 'socket'>): void {
    this.#assertActor(actor);
    this.#assertFree(socket);
  }

  /** Records a door. @throws DomainError `door-actor-unknown`, `door-taken` */
  async add(door: NewDoor, caller: Caller): Promise<Door> {
    this.assertAddable(door);
    this.#coming.add(door.socket);
    try {
      const id = randomUUIDv7();
      const event = { id: randomUUIDv7(), type: 'DoorAdded', data: { ...door }, metadata: metadataOf(caller, id) };
      const { events } = await this.store.append([{ stream: doorStream(id), expectedVersion: 0, events: [event] }]);
      this.takeIn(events);
      return { ...door, id, createdAt: events[0]?.time ?? '', createdBy: caller.actor.name };
    } finally {
      this.#coming.delete(door.socket);
    }
  }

  /** Records that a door is no more; returns what it was. @throws DomainError `door-not-found` */
  async remove(id: string, caller: Caller): Promise<Door> {
    const door = this.#doors.get(id);
    if (!door)
      throw new DomainError('not-found', 'door-not-found', 'There is no such door. List them with GET /v1/doors.');
    const { actor, socket } = door;
    const event = {
      id: randomUUIDv7(),
      type: 'DoorRemoved',
      data: { actor, socket },
      metadata: metadataOf(caller, id),
    };
    const { events } = await this.store.append([{ stream: doorStream(id), expectedVersion: 1, events: [event] }]);
    this.takeIn(events);
    return door;
  }

  /** Takes in what the log says. Its own events come twice, from the append and from the log; what is removed stays so. */
  takeIn(events: readonly RecordedEvent[]): void {
    for (const event of events as readonly RecordedDoorEvent[]) {
      const id = doorIn(event);
      const door = evolveDoor(event);
      if (!door) this.#removed.add(id);
      if (door && !this.#removed.has(id)) this.#doors.set(id, door);
      else this.#doors.delete(id);
    }
  }

  #assertActor(name: string): void {
    const now = new Date();
    if (this.tokens.list().some((token) => token.name === name && stateOf(token, now) === 'valid')) return;
    throw new DomainError(
      'unprocessable',
      'door-actor-unknown',
      `There is no valid token "${name}", and it is the token of an actor that tells what may be done. Make one with POST /v1/tokens {"name": "${name}"}, then add the door.`,
    );
  }

  #assertFree(socket: string): void {
    const holder = this.list().find((door) => door.socket === socket);
    if (!holder && !this.#coming.has(socket)) return;
    throw new DomainError(
      'conflict',
      'door-taken',
      `unix://${socket} is a door${holder ? ` of ${holder.actor} (${holder.id})` : ''} already. Remove that one first, or choose another path.`,
    );
  }
}
