import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type Right, stateOf, type Token } from '#domain';
import type { Caller } from '#engine';
import { type Actor, DomainError } from '#event-sourcing';
import { actorOf, type TokenDirectory } from '../../identity/token-directory.js';

/** How a door knows who connects, where the client shows no token. */
export type Identity =
  /** A plain socket of the operating system. `isOurs`: it belongs to who runs this process, or to root; else a token tells what may be done. */
  | { readonly by: 'owner'; readonly name: string; readonly isOurs: boolean }
  /** A socket that was made for one actor; what it may do is told by the actor's token. */
  | { readonly by: 'socket'; readonly actor: string }
  /** The subject of a client certificate; what it may do is told by the token of that name. */
  | { readonly by: 'certificate' }
  | { readonly by: 'token' };

/** Everything, as the owner could take the admin's token from the set-up as well. */
const ownersRights: readonly Right[] = ['admin', 'host'];

/** Tells who sends a request: by the token that it shows, else by the connection. */
export class Identities {
  constructor(private readonly tokens: TokenDirectory) {}

  /** @throws DomainError `token-required` */
  identify(identity: Identity, request: IncomingMessage): Caller {
    const [scheme, secret] = (request.headers.authorization ?? '').split(' ', 2);
    if (scheme?.toLowerCase() === 'bearer' && secret !== undefined)
      return callerOf(this.#valid(this.tokens.find(secret), 'This token is not known. Ask an admin for one.'), request);
    return { ...this.#ofConnection(identity, request), ...circumstances(request) };
  }

  #ofConnection(identity: Identity, request: IncomingMessage): Pick<Caller, 'actor' | 'rights'> {
    switch (identity.by) {
      case 'owner':
        return identity.isOurs
          ? { actor: { kind: 'user', name: identity.name }, rights: ownersRights }
          : this.#named(identity.name, 'user');
      case 'socket':
        return this.#named(identity.actor, 'socket');
      case 'certificate':
        return this.#named(subjectOf(request), 'certificate');
      case 'token':
        throw unknown(
          'Send a token: put {"HttpHeaders": {"Authorization": "Bearer lsh_…"}} into the config.json of your docker CLI; "longshore context <actor>" says how.',
        );
    }
  }

  #named(name: string, kind: Actor['kind']): Pick<Caller, 'actor' | 'rights'> {
    const token = this.#valid(
      this.tokens.list().findLast((known) => known.name === name && stateOf(known, new Date()) === 'valid'),
      `${name} has no valid token, and so no rights. Ask an admin for one of that name.`,
    );
    return { actor: { kind, name, token: token.id }, rights: token.rights };
  }

  #valid(token: Token | undefined, message: string): Token {
    if (!token) throw unknown(message);
    const state = stateOf(token, new Date());
    if (state === 'valid') return token;
    throw unknown(`The token "${token.name}" is ${state}. Ask an admin for another.`);
  }
}

function callerOf(token: Token, request: IncomingMessage): Caller {
  return { actor: actorOf(token), rights: token.rights, ...circumstances(request) };
}

function circumstances({ headers, socket }: IncomingMessage): Pick<Caller, 'sourceAddress' | 'userAgent'> {
  const { 'user-agent': userAgent } = headers;
  return {
    ...(socket.remoteAddress !== undefined && { sourceAddress: socket.remoteAddress }),
    ...(userAgent !== undefined && { userAgent }),
  };
}

function subjectOf({ socket }: IncomingMessage): string {
  const { subject } = (socket as TLSSocket).getPeerCertificate();
  const name = [subject.CN].flat()[0];
  if (name !== undefined && name !== '') return name;
  throw unknown('The client certificate has no common name (CN), which is to be the actor.');
}

function unknown(message: string): DomainError {
  return new DomainError('unauthenticated', 'token-required', message);
}
