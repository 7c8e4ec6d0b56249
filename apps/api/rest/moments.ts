import { Inject, Injectable } from '@nestjs/common';
import { type PageAsOf, positionAt, readModels } from '#read-models';
import type { Runtime } from '#runtime';
import { RUNTIME } from '../injection-tokens.js';

/** What a read of the past is asked with. */
interface MomentAsked {
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
   * @throws DomainError `moment-invalid`
   */
  async positionOf({ at }: MomentAsked): Promise<number> {
    const { database, projector } = this.runtime;
    const position = await positionAt(database, at);
    await projector.catchUp(readModels);
    return position;
  }
}

export function viewPage<Item>({ position, items, next }: PageAsOf<Item>): PageView<Item> {
  return { position, items, next: next ?? null };
}
