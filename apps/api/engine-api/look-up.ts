import { buffer } from 'node:stream/consumers';
import type { Reference } from '#domain';
import { type EngineApi, fillPath } from '#engine';
import { DomainError } from '#event-sourcing';
import { notFoundMessage } from './as-said.js';

/** What a host said of something that a request names. */
export interface LookedUp {
  readonly kind: Reference['kind'];
  readonly ref: string;
  /** The whole id; absent when there is no such thing. Of a volume its name. */
  readonly id?: string;
  /** As `inspect` tells it. */
  readonly told: Readonly<Record<string, unknown>>;
}

const paths: Readonly<Record<Reference['kind'], string>> = {
  container: '/containers/{container}/json',
  image: '/images/{image}/json',
  network: '/networks/{network}',
  volume: '/volumes/{volume}',
};

/** Who has answered so long ago is taken to answer still, in ms. */
const freshMs = 200;
const answeredAt = new WeakMap<EngineApi, number>();

/** To be told when a host has answered. */
export function hasAnswered(api: EngineApi): void {
  answeredAt.set(api, performance.now());
}

/** @throws DomainError `host-unreachable` */
export async function assertAnswers(api: EngineApi): Promise<void> {
  if (performance.now() - (answeredAt.get(api) ?? -freshMs) < freshMs) return;
  (await api.request({ method: 'HEAD', path: '/_ping' })).body.resume();
  hasAnswered(api);
}

/** Asks a host for something by its name or id; undefined when nothing is named. */
export async function lookUp(
  api: EngineApi,
  kind: Reference['kind'],
  ref: string | undefined,
): Promise<LookedUp | undefined> {
  if (ref === undefined || ref === '') return undefined;
  const { body, status } = await api.request({ method: 'GET', path: fillPath(paths[kind], { [kind]: ref }) });
  hasAnswered(api);
  const told = JSON.parse((await buffer(body)).toString()) as LookedUp['told'];
  const id = told['Id'] ?? told['Name'];
  return { kind, ref, told, ...(status === 200 && typeof id === 'string' && { id }) };
}

/** @throws DomainError `host-not-found` in the engine's words when there is no such thing */
export function assertThere({ id, ref, told }: LookedUp, call: string): { readonly id: string } {
  if (id !== undefined) return { id };
  const { message } = told;
  throw new DomainError(
    'not-found',
    'host-not-found',
    notFoundMessage(call, ref, typeof message === 'string' ? message : undefined),
  );
}
