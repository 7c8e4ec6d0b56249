import type { RecordedEvent } from '#event-sourcing';
import type { Right } from './rights.js';
import type { TokenEvent } from './token.events.js';

/** A key that an actor shows. */
export interface Token {
  readonly id: string;
  /** The actor's name. */
  readonly name: string;
  readonly rights: readonly Right[];
  readonly hash: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

export type RecordedTokenEvent = RecordedEvent & TokenEvent;

export function evolveToken(token: Token | undefined, event: RecordedTokenEvent): Token | undefined {
  if (event.type === 'TokenRevoked') return token && { ...token, revokedAt: event.time };
  const id = event.stream.slice('token-'.length);
  return { id, ...event.data, createdAt: event.time, createdBy: event.metadata.actor.name };
}

/** `valid`, or why it is not. */
export function stateOf(token: Token, now: Date): 'valid' | 'expired' | 'revoked' {
  if (token.revokedAt !== undefined) return 'revoked';
  return token.expiresAt !== undefined && Date.parse(token.expiresAt) <= now.getTime() ? 'expired' : 'valid';
}
