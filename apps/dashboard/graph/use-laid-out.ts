import { useCallback, useEffect, useRef, useState } from 'react';
import type { Line } from './in-forest.js';
import { layOut, type Place } from './lay-out.js';

/** What is to be drawn. */
export interface Drawn {
  readonly things: readonly { readonly id: string }[];
  readonly lines: readonly Line[];
}

/** What is drawn, where each of its things stands. */
export type LaidOut<Shown extends Drawn> = Shown & { readonly places: ReadonlyMap<string, Place> };

/**
 * Finds places, one picture after the other: what changes meanwhile is laid out next, so that a picture that changes all the time is shown too. Until
 * then the one before stays.
 */
export function useLaidOut<Shown extends Drawn>(shown: Shown) {
  const [data, setData] = useState<LaidOut<Shown>>();
  const [error, setError] = useState<unknown>();
  const wanted = useRef<Shown>(undefined);
  const isBusy = useRef(false);
  const refetch = useCallback(async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    try {
      for (let next = wanted.current; next; next = next === wanted.current ? undefined : wanted.current) {
        const ids = next.things.map(({ id }) => id);
        setData({ ...next, places: await layOut(ids, next.lines) });
        setError(undefined);
      }
    } catch (failure) {
      setError(failure);
    } finally {
      isBusy.current = false;
    }
  }, []);
  useEffect(() => {
    wanted.current = shown;
    void refetch();
  }, [shown, refetch]);
  return { data, error, refetch };
}
