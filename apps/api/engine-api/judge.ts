import {
  type CallArgs,
  type CallPath,
  gistOf,
  type HostPolicy,
  type PowerField,
  powersOfCall,
  referencesOfCall,
  secretsInEnv,
  secretsInJson,
  secretsOfCall,
} from '#domain';
import type { Exchange } from './exchange.js';
import { assertAnswers, assertThere, type LookedUp, lookUp } from './look-up.js';
import { type Named, powersOfLookedUp } from './powers-of-looked-up.js';
import { registryAuthOf, secretsInAuth } from './registry-auth.js';
import { standsOn } from './stands-on.js';

/** A request as it is recorded, and what was found in it. */
export interface Judged {
  readonly args: CallArgs;
  readonly powers: readonly PowerField[];
  readonly secrets: readonly string[];
}

/** Calls that act inside a container: who is inside has the powers that the container has. */
const inside: ReadonlySet<string> = new Set([
  'ContainerArchive',
  'ContainerAttach',
  'ContainerAttachWebsocket',
  'ContainerExec',
  'PutContainerArchive',
]);

/**
 * Reads a request into the arguments of its job, and finds what it would give power over. Containers are named by their whole ids
 * from here on, so that what is judged is what is done.
 *
 * @throws DomainError `host-not-found` in the engine's own words, `host-unreachable`
 */
export async function judge(exchange: Exchange, sent: CallArgs['body'], policy: HostPolicy): Promise<Judged> {
  const { route, request } = exchange;
  const { call } = route;
  const { own, path } = await withWholePath(exchange);
  const references = await Promise.all(
    referencesOfCall(call, { query: exchange.query, body: sent }).map(async (reference) => ({
      ...reference,
      found: await lookUp(exchange.api, reference.kind, reference.ref),
    })),
  );
  // Who has not asked the engine yet does so now: a command for one that is away is not to wait for it.
  if (!own && references.length === 0) await assertAnswers(exchange.api);
  const container = references.find(({ kind }) => kind === 'container')?.found;
  const body = withWholeId(sent, 'Container', container);
  const query = withWholeId(exchange.query, 'container', container);
  const entered = own && inside.has(call) ? [{ field: 'container', found: own }] : [];
  const shared = await withAllBelow(exchange, [...entered, ...references]);
  const registryAuth = registryAuthOf(request);
  const args: CallArgs = {
    call,
    request: `${route.method} ${route.path}`,
    ...gistOf(call, { path, query, body }),
    query,
    ...(body && { body }),
    ...(registryAuth !== undefined && { registryAuth }),
  };
  return {
    args,
    powers: [
      ...(route.power === undefined ? [] : [{ field: call, reason: route.power }]),
      ...powersOfCall(call, { query, body }, policy),
      ...shared.flatMap(({ field, found }) => powersOfLookedUp({ field, found }, policy)),
    ],
    secrets: [...secretsInAuth(registryAuth), ...secretsOfCall(call, { query, body }), ...secretsInCall(query, body)],
  };
}

/**
 * The container or network that the path names, by its whole id. An image keeps its name, which may be what the request is about.
 *
 * @throws DomainError `host-not-found`
 */
async function withWholePath({ api, path, route: { call } }: Exchange): Promise<{ own?: LookedUp; path: CallPath }> {
  const kind = (['container', 'network'] as const).find((each) => path[each] !== undefined);
  // A whole id is one already, and who does not go inside needs to know no more.
  if (kind === 'container' && !inside.has(call) && /^[0-9a-f]{64}$/.test(path.container ?? '')) return { path };
  const own = kind && (await lookUp(api, kind, path[kind]));
  if (!own) return { path };
  // That there is no such network, the engine itself shall say, in its own words.
  const id = own.kind === 'container' ? assertThere(own, call).id : own.id;
  return { own, path: { ...path, ...(id !== undefined && { [own.kind]: id }) } };
}

/** What is shared, and what that shares in its turn. */
async function withAllBelow({ api }: Exchange, named: readonly Named[]): Promise<readonly Named[]> {
  const below = await Promise.all(
    named.map(async ({ field, found }) =>
      (found ? await standsOn(api, found) : []).map((each) => ({ field, found: each })),
    ),
  );
  return [...named, ...below.flat()];
}

/** A container that a message names by itself, as a connection to a network or a commit does, is the one that was looked at. */
function withWholeId<Sent extends CallArgs['body'] | CallArgs['query']>(
  sent: Sent,
  field: string,
  container: LookedUp | undefined,
): Sent {
  if (container?.id === undefined || !sent || Array.isArray(sent) || !(field in sent)) return sent;
  return { ...sent, [field]: container.id };
}

/** The values of variables that are named like secrets: of a container or an exec, and of a build. */
function secretsInCall({ buildargs }: CallArgs['query'], body: CallArgs['body']): readonly string[] {
  const env = body && 'Env' in body && Array.isArray(body['Env']) ? body['Env'].map(String) : [];
  const args = typeof buildargs === 'string' && buildargs !== '' ? (JSON.parse(buildargs) as object | null) : {};
  return [...secretsInEnv(env), ...secretsInJson({ ...args })];
}
