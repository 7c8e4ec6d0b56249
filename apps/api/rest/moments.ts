import { Inject, Injectable } from '@nestjs/common';
import { hostsOnRecord, type PageAsOf, type PageAsOfWish, positionAt, readModels } from '#read-models';
import type { Runtime } from '#runtime';
import { RUNTIME } from '../injection-tokens.js';
import { assertHost } from './hosts/host-named.js';

/** What a read of the past is asked with. */
interface MomentAsked {
  readonly host?: string | undefined;
  readonly at?: string | undefined;
}

/** A page as REST answers it. */
export interface PageView<Item> {
  /** The position that it is as of. */
  readonly position: number;
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Begins each read that takes a moment. */
@Injectable()
export class Moments {
  constructor(@Inject(RUNTIME) private readonly runtime: Runtime) {}

  /**
   * The position that is meant. The read models are at it when this resolves, or further: a position is chosen first, and then they catch up.
   *
   * @throws DomainError `moment-invalid`, `host-not-found`
   */
  async positionOf({ host, at }: MomentAsked): Promise<number> {
    const { database, projector, hosts } = this.runtime;
    const position = await positionAt(database, at);
    await projector.catchUp(readModels);
    if (host !== undefined && !hosts.has(host)) assertHost(host, [...hosts.keys(), ...(await hostsOnRecord(database))]);
    return position;
  }

  /** The same, for a page of a list. */
  async wishOf({
    limit,
    cursor,
    ...asked
  }: MomentAsked & { readonly limit: number; readonly cursor?: string | undefined }): Promise<PageAsOfWish> {
    const position = await this.positionOf(asked);
    const { at } = asked;
    return { position, limit, ...(at !== undefined && { at }), ...(cursor !== undefined && { cursor }) };
  }
}

export function viewPage<Item>({ position, items, next }: PageAsOf<Item>): PageView<Item> {
  return { position, items, next: next ?? null };
}
