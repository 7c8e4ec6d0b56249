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

/** Asks a host for something by its name or id; undefined when nothing is named. */
export async function lookUp(
  api: EngineApi,
  kind: Reference['kind'],
  ref: string | undefined,
): Promise<LookedUp | undefined> {
  if (ref === undefined || ref === '') return undefined;
  const { body, status } = await api.request({ method: 'GET', path: fillPath(paths[kind], { [kind]: ref }) });
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
