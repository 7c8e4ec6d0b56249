import { stat } from 'node:fs/promises';
import type { Door as AddedDoor } from '#domain';
import type { EngineServer } from '../engine-server.js';
import { groupId, ownName, userId, userName } from './accounts.js';
import { readTls } from './certificates.js';
import { type DoorUrl, readDoorUrl } from './door-url.js';
import type { Identities, Identity } from './identify.js';
import { type InheritedSocket, inheritedSockets } from './inherited-sockets.js';
import { Listener, type Place } from './listener.js';
import type { SocketFile } from './socket-file.js';

/** What doors open on. */
export interface DoorParts {
  readonly server: EngineServer;
  readonly identities: Identities;
  /** Holds ca.pem, cert.pem and key.pem; undefined: nothing is open to the network. */
  readonly tlsDirectory?: string;
}

/** One listener to be: where, who comes through it, and whether by TLS. */
interface Way {
  readonly url: string;
  readonly place: Place;
  readonly identity: Identity;
  readonly isSecure?: true;
}

/** Opens a door of the settings; `fd://` may have several listeners. @throws DomainError `door-invalid`, `door-taken` */
export async function openUrl(url: string, host: string, parts: DoorParts): Promise<readonly Listener[]> {
  const ways = await waysOf(readDoorUrl(url), url);
  return openAll(ways.map((way) => () => openWay(way, host, parts)));
}

/** Opens the socket that was made for an actor. @throws DomainError `door-invalid`, `door-taken` */
export async function openAdded(door: AddedDoor, parts: DoorParts): Promise<readonly Listener[]> {
  const place: Place = { kind: 'unix', ...fileOf(door) };
  const identity: Identity = { by: 'socket', actor: door.actor };
  return [await openWay({ url: `unix://${door.socket}`, place, identity }, door.host, parts)];
}

/** Opens one after the other, or none. */
export async function openAll(
  openings: readonly (() => Promise<Listener | readonly Listener[]>)[],
): Promise<readonly Listener[]> {
  const opened: Listener[] = [];
  try {
    for (const open of openings) opened.push(...[await open()].flat());
    return opened;
  } catch (error) {
    await Promise.all(opened.map((listener) => listener.close()));
    throw error;
  }
}

/** The file of the socket of a door. @throws DomainError `door-invalid` when its owner or group is nobody */
export function fileOf({
  socket,
  owner,
  group,
  mode,
}: Omit<AddedDoor, 'actor' | 'createdAt' | 'createdBy' | 'id'>): SocketFile {
  return {
    path: socket,
    mode: Number.parseInt(mode, 8),
    ...(owner !== undefined && { uid: userId(owner) }),
    ...(group !== undefined && { gid: groupId(group) }),
  };
}

async function openWay({ url, place, identity, isSecure }: Way, host: string, parts: DoorParts): Promise<Listener> {
  const server = parts.server.open({
    host,
    identify: (request) => parts.identities.identify(identity, request),
    ...(isSecure && { tls: await readTls(parts.tlsDirectory, url) }),
  });
  return Listener.open(server, place);
}

async function waysOf(door: DoorUrl, url: string): Promise<readonly Way[]> {
  switch (door.kind) {
    case 'unix': {
      const identity: Identity = { by: 'owner', name: ownName(), isOurs: true };
      return [{ url, identity, place: { kind: 'unix', path: door.path, mode: 0o600 } }];
    }
    case 'tcp': {
      const place: Place = { kind: 'tcp', host: door.host, port: door.port };
      return door.isSecure
        ? [{ url, place, identity: { by: 'certificate' }, isSecure: true }]
        : [{ url, place, identity: { by: 'token' } }];
    }
    case 'fd':
      return Promise.all(inheritedSockets(door.wanted).map((socket) => wayOfInherited(socket, url)));
  }
}

/** Who systemd made the socket's file for is who comes through it. */
async function wayOfInherited({ fd, path, isLocal }: InheritedSocket, url: string): Promise<Way> {
  const isSecure = !isLocal;
  const place: Place = { kind: 'fd', fd, isSecure, ...(path !== undefined && { path }) };
  if (path === undefined)
    return isSecure
      ? { url, place, identity: { by: 'certificate' }, isSecure }
      : { url, place, identity: { by: 'token' } };
  const { uid } = await stat(path);
  const isOurs = uid === 0 || uid === process.getuid?.();
  return { url, place, identity: { by: 'owner', name: userName(uid), isOurs } };
}
