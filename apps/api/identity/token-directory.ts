import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { evolveToken, type RecordedTokenEvent, type Right, stateOf, type Token, tokenStream } from '#domain';
import { type Actor, DomainError, type EventStore, type RecordedEvent } from '#event-sourcing';
import { type Caller, metadataOf } from '#engine';

/** What a new token shall be. */
export interface NewToken {
  readonly name: string;
  readonly rights: readonly Right[];
  /** RFC 3339. */
  readonly expiresAt?: string;
}

/** All tokens, kept in memory from the log: each request asks it. */
export class TokenDirectory {
  /** The types of events that it needs. */
  static readonly types = ['TokenCreated', 'TokenRevoked'];

  readonly #tokens = new Map<string, Token>();
  readonly #byHash = new Map<string, string>();
  /** Names of tokens that are being recorded now. */
  readonly #coming = new Set<string>();

  constructor(private readonly store: EventStore) {}

  /** Reads what is in the log by now. */
  async load(): Promise<void> {
    for await (const events of this.store.readAll({ after: 0, types: TokenDirectory.types })) this.takeIn(events);
  }

  /** The token that somebody shows, whatever its state; undefined when nobody ever had it. */
  find(secret: string): Token | undefined {
    return this.#tokens.get(this.#byHash.get(hashOf(secret)) ?? '');
  }

  get(id: string): Token | undefined {
    return this.#tokens.get(id);
  }

  list(): readonly Token[] {
    return [...this.#tokens.values()].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  /** Makes a token. The secret is returned once and kept nowhere. */
  async create(token: NewToken, caller: Caller): Promise<{ readonly token: Token; readonly secret: string }> {
    this.#assertFree(token.name);
    this.#coming.add(token.name);
    try {
      const secret = `lsh_${randomBytes(32).toString('base64url')}`;
      return { token: await this.#record(randomUUIDv7(), token, secret, caller), secret };
    } finally {
      this.#coming.delete(token.name);
    }
  }

  /** Makes sure that a given secret is a token of `admin`, with all rights: the one that a set-up hands out. */
  async ensureAdmin(secret: string): Promise<void> {
    if (this.find(secret)) return;
    const hash = hashOf(secret);
    // The same id in every process that starts with this secret, so that only one of them records it.
    const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    const caller: Caller = { actor: { kind: 'system', name: 'longshore' }, rights: [] };
    await this.#record(id, { name: 'admin', rights: ['admin', 'host'] }, secret, caller).catch(
      async (error: unknown) => {
        if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error;
        await this.load();
      },
    );
  }

  /** @throws DomainError `token-not-found`, `token-revoked` */
  async revoke(id: string, caller: Caller): Promise<Token> {
    const token = this.#tokens.get(id);
    if (!token)
      throw new DomainError('not-found', 'token-not-found', 'There is no such token. List them with GET /v1/tokens.');
    if (token.revokedAt !== undefined) return token;
    const event = { id: randomUUIDv7(), type: 'TokenRevoked', data: {}, metadata: metadataOf(caller, id) };
    const { events } = await this.store.append([{ stream: tokenStream(id), expectedVersion: 1, events: [event] }]);
    this.takeIn(events);
    return this.#tokens.get(id) ?? token;
  }

  #assertFree(wanted: string): void {
    const holder = this.list().find(
      ({ name, ...known }) => name === wanted && stateOf({ name, ...known }, new Date()) === 'valid',
    );
    if (holder) {
      throw new DomainError(
        'conflict',
        'token-name-taken',
        `There is a valid token "${wanted}" (${holder.id}). A name is an actor's: choose another, or revoke that one first.`,
      );
    }
    if (!this.#coming.has(wanted)) return;
    throw new DomainError(
      'conflict',
      'token-name-taken',
      `A token "${wanted}" is being made now. A name is an actor's: choose another.`,
    );
  }

  async #record(id: string, token: NewToken, secret: string, caller: Caller): Promise<Token> {
    const data = { ...token, rights: [...token.rights], hash: hashOf(secret) };
    const event = { id: randomUUIDv7(), type: 'TokenCreated', data, metadata: metadataOf(caller, id) };
    const { events } = await this.store.append([{ stream: tokenStream(id), expectedVersion: 0, events: [event] }]);
    this.takeIn(events);
    const created = this.#tokens.get(id);
    if (!created)
      throw new DomainError('internal', 'token-lost', 'The token was recorded and not found again. Create another.');
    return created;
  }

  /** Takes in what the log says. Its own events come twice, from the append and from the log: folding them again changes nothing. */
  takeIn(events: readonly RecordedEvent[]): void {
    for (const event of events as readonly RecordedTokenEvent[]) {
      const id = event.stream.slice('token-'.length);
      const token = evolveToken(this.#tokens.get(id), event);
      if (!token) continue;
      this.#tokens.set(id, token);
      this.#byHash.set(token.hash, id);
    }
  }
}

/** The identity that a token stands for. */
export function actorOf(token: Token): Actor {
  return { kind: 'token', name: token.name, token: token.id };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
