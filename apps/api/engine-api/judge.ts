import { buffer } from 'node:stream/consumers';
import type { CallArgs, Message, PowerField } from '#domain';
import { DomainError } from '#event-sourcing';
import type { EngineApi } from '#engine';
import type { Exchange } from './exchange.js';
import { registryAuthOf, secretsOf } from './registry-auth.js';

/** A request as it is recorded, and what was found in it. */
export interface Judged {
  readonly args: CallArgs;
  readonly powers: readonly PowerField[];
  readonly secrets: readonly string[];
}

/** Reads a request into the arguments of its job: names resolved to whole ids, so that what is judged is what is done. */
export async function judge(exchange: Exchange, body: Message | readonly unknown[] | undefined): Promise<Judged> {
  const { route, path, query, api } = exchange;
  const container = path.container === undefined ? undefined : await wholeId(api, path.container);
  const registryAuth = registryAuthOf(exchange.request);
  const args: CallArgs = {
    call: route.call,
    request: `${route.method} ${route.path}`,
    ...path,
    ...(container !== undefined && { container }),
    query,
    ...(body && { body: body as CallArgs['body'] }),
    ...(registryAuth && { registryAuth: { ...registryAuth } }),
  };
  return {
    args,
    powers: route.power === undefined ? [] : [{ field: route.call, reason: route.power }],
    secrets: secretsOf(registryAuth),
  };
}

/** @throws DomainError `host-not-found` with the engine's own words */
async function wholeId(api: EngineApi, ref: string): Promise<string> {
  const answer = await api.request({ method: 'GET', path: `/containers/${encodeURIComponent(ref)}/json` });
  const told = JSON.parse((await buffer(answer.body)).toString()) as {
    readonly Id?: string;
    readonly message?: string;
  };
  if (told.Id !== undefined) return told.Id;
  throw new DomainError('not-found', 'host-not-found', told.message ?? `No such container: ${ref}`);
}
