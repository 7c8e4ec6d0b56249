import type { StreamAppend } from '#event-sourcing';
import { type Rest, startRest } from './rest.js';

/** A stack without a worker, to whose log a spec adds facts as an observer would. */
export interface Told extends Rest {
  /** Records each append by itself, and resolves with the position after each. */
  tell(...appends: readonly (StreamAppend | readonly StreamAppend[])[]): Promise<readonly number[]>;
  /** The body of an answer, and its status. */
  ask(path: string): Promise<{ readonly status: number; readonly body: Body }>;
}

/** What a list or a thing is shown as. */
export interface Body {
  readonly position: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
  readonly code: string;
  readonly detail: string;
  readonly [field: string]: unknown;
}

export async function startTold(): Promise<Told> {
  const rest = await startRest({ worker: false });
  return {
    ...rest,
    async tell(...appends) {
      const positions: number[] = [];
      for (const append of appends) positions.push((await rest.runtime.store.append([append].flat())).lastPosition);
      return positions;
    },
    async ask(path) {
      const { status, body } = await rest.as().get(path);
      return { status, body: body as Body };
    },
  };
}
