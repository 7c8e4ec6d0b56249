import {
  type CallArgs,
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
import { assertThere, type LookedUp, lookUp } from './look-up.js';
import { powersOfLookedUp } from './powers-of-looked-up.js';
import { registryAuthOf, secretsInAuth } from './registry-auth.js';

/** A request as it is recorded, and what was found in it. */
export interface Judged {
  readonly args: CallArgs;
  readonly powers: readonly PowerField[];
  readonly secrets: readonly string[];
}

/** Calls that act inside a container: who is inside has the powers that the container has. */
const inside: ReadonlySet<string> = new Set([
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
  const { route, query, request } = exchange;
  const { call } = route;
  const own = await lookUp(exchange.api, 'container', exchange.path.container);
  const path = { ...exchange.path, ...(own && { container: assertThere(own, call).id }) };
  const references = await Promise.all(
    referencesOfCall(call, { query, body: sent }).map(async (reference) => ({
      ...reference,
      found: await lookUp(exchange.api, reference.kind, reference.ref),
    })),
  );
  // What names no container has not asked the engine yet: a command for one that is away is not to wait for it.
  if (!own && references.length === 0) await assertAnswers(exchange);
  const body = withWholeIds(
    sent,
    references.map(({ found }) => found),
  );
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
      ...(own && inside.has(call) ? powersOfLookedUp({ field: 'container', found: own }, policy) : []),
      ...references.flatMap(({ field, found }) => powersOfLookedUp({ field, found }, policy)),
    ],
    secrets: [...secretsInAuth(registryAuth), ...secretsOfCall(call, { query, body }), ...secretsInCall(query, body)],
  };
}

async function assertAnswers({ api }: Exchange): Promise<void> {
  (await api.request({ method: 'HEAD', path: '/_ping' })).body.destroy();
}

/** A container that a body names by itself, as a connection to a network does, is the one that was looked at. */
function withWholeIds(body: CallArgs['body'], found: readonly (LookedUp | undefined)[]): CallArgs['body'] {
  if (!body || Array.isArray(body) || typeof body['Container'] !== 'string') return body;
  const container = found.find((thing) => thing?.kind === 'container');
  return container?.id === undefined ? body : { ...body, Container: container.id };
}

/** The values of variables that are named like secrets: of a container or an exec, and of a build. */
function secretsInCall({ buildargs }: CallArgs['query'], body: CallArgs['body']): readonly string[] {
  const env = body && 'Env' in body && Array.isArray(body['Env']) ? body['Env'].map(String) : [];
  const args = typeof buildargs === 'string' && buildargs !== '' ? (JSON.parse(buildargs) as object | null) : {};
  return [...secretsInEnv(env), ...secretsInJson({ ...args })];
}
