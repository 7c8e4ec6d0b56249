/** A place in a log: behind so many messages of `since` or later. */
export interface LogPlace {
  readonly since: string;
  readonly count: number;
}

/** The two streams of a container are written beside each other: what was told this much earlier may still come later. */
const disorderMs = 1_000;

/**
 * Knows where in a log a reader is. Times alone cannot tell that, since messages may have the same one and come out of their order; so a place is
 * a time, at least a second before, and how many messages have come since, in the engine's own order.
 */
export class LogCursor {
  #place: LogPlace | undefined;
  /** The place that is to be told next, once it is old enough: no message before it is as new as it. */
  #next: LogPlace | undefined;
  #latest = '';

  /** @param start where the reading begins, when it does not begin at the first message that comes */
  constructor(start?: Pick<LogPlace, 'since'>) {
    if (start) this.#place = this.#next = { since: start.since, count: 0 };
  }

  /** Takes the next message in; returns the place behind it. */
  pass(at: string): LogPlace {
    const isLatest = at > this.#latest;
    if (isLatest) this.#latest = at;
    const begun = this.#next ?? { since: at, count: 0 };
    const isDue = isLatest && Date.parse(at) - Date.parse(begun.since) >= disorderMs;
    this.#place = counted(isDue ? begun : (this.#place ?? begun), at);
    this.#next = counted(isDue ? { since: at, count: 0 } : begun, at);
    return this.#place;
  }
}

/** A place as text, which a client sends back. */
export function writePlace({ since, count }: LogPlace): string {
  return `${since}/${count}`;
}

/** Reads it; undefined when it is none. */
export function readPlace(text: string | undefined): LogPlace | undefined {
  const [, since, count] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)\/(\d{1,12})$/.exec(text ?? '') ?? [];
  return since === undefined || Number.isNaN(Date.parse(since)) ? undefined : { since, count: Number(count) };
}

function counted(place: LogPlace, at: string): LogPlace {
  return at >= place.since ? { ...place, count: place.count + 1 } : place;
}
