import { buffer } from 'node:stream/consumers';
import { type CallArgs, type PowerField, secretsInEnv, secretsInJson } from '#domain';
import { DomainError } from '#event-sourcing';
import { notFoundMessage } from './as-said.js';
import type { Exchange } from './exchange.js';
import { registryAuthOf, secretsInAuth } from './registry-auth.js';

/** A request as it is recorded, and what was found in it. */
export interface Judged {
  readonly args: CallArgs;
  readonly powers: readonly PowerField[];
  readonly secrets: readonly string[];
}

/** Reads a request into the arguments of its job: names resolved to whole ids, so that what is judged is what is done. */
export async function judge(exchange: Exchange, body: CallArgs['body']): Promise<Judged> {
  const { route, path, query } = exchange;
  const container = path.container === undefined ? undefined : await wholeId(exchange, path.container);
  const registryAuth = registryAuthOf(exchange.request);
  const args: CallArgs = {
    call: route.call,
    request: `${route.method} ${route.path}`,
    ...path,
    ...(container !== undefined && { container }),
    query,
    ...(body && { body }),
    ...(registryAuth !== undefined && { registryAuth }),
  };
  return {
    args,
    powers: route.power === undefined ? [] : [{ field: route.call, reason: route.power }],
    secrets: [...secretsInAuth(registryAuth), ...secretsInCall(query, body)],
  };
}

/** @throws DomainError `host-not-found` with the engine's own words */
async function wholeId({ api, route }: Exchange, ref: string): Promise<string> {
  const answer = await api.request({ method: 'GET', path: `/containers/${encodeURIComponent(ref)}/json` });
  const told = JSON.parse((await buffer(answer.body)).toString()) as {
    readonly Id?: string;
    readonly message?: string;
  };
  if (told.Id !== undefined) return told.Id;
  throw new DomainError('not-found', 'host-not-found', notFoundMessage(route.call, ref, told.message));
}

/** The values of variables that are named like secrets: of a container or an exec, and of a build. */
function secretsInCall({ buildargs }: CallArgs['query'], body: CallArgs['body']): readonly string[] {
  const env = body && 'Env' in body && Array.isArray(body['Env']) ? body['Env'].map(String) : [];
  const args = typeof buildargs === 'string' && buildargs !== '' ? (JSON.parse(buildargs) as object | null) : {};
  return [...secretsInEnv(env), ...secretsInJson({ ...args })];
}
