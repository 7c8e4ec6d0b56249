import { DomainError } from '#event-sourcing';

/** A page of a list; `next` leads to the next one and is absent on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** Which page is wanted: the first, or the one that a cursor leads to. */
export interface PageWish {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** Where a page ended: the values that order the list, of its last item. */
export type Place = readonly (number | string)[];

/** A cursor holds where its page ended, and of which query, so that it is not taken for another's. */
export function cursorOf(place: Place, query: object): string {
  return Buffer.from(JSON.stringify([...place, queryOf(query)])).toString('base64url');
}

/**
 * Where the page before ended; `shape` is an example of such a place.
 *
 * @throws DomainError `cursor-invalid` when the cursor is none, or of another query
 */
export function placeOf<Of extends Place>(
  cursor: string,
  query: object,
  shape: Of,
): { readonly [At in keyof Of]: Of[At] extends number ? number : string } {
  const values = parsed(cursor);
  const place = values.slice(0, -1);
  const isOfShape = place.length === shape.length && place.every((value, at) => isLike(value, shape[at]));
  if (isOfShape && values.at(-1) === queryOf(query)) return place as never;
  throw new DomainError(
    'invalid',
    'cursor-invalid',
    'This cursor belongs to another list. Take the one in `next` of a page with the same filters.',
  );
}

/** A page of what was read, one row more than wanted: that one tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  {
    limit,
    query,
    placeOf,
    itemOf,
  }: {
    readonly limit: number;
    readonly query: object;
    readonly placeOf: (row: Row) => Place;
    readonly itemOf: (row: Row) => Item;
  },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(itemOf);
  return rows.length > limit && last !== undefined ? { items, next: cursorOf(placeOf(last), query) } : { items };
}

function isLike(value: unknown, example: unknown): boolean {
  return typeof example === 'number' ? Number.isSafeInteger(value) : typeof value === 'string';
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** The same for the same filters, in whatever order they were given. */
function queryOf(query: object): string {
  return JSON.stringify(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .toSorted(),
  );
}
