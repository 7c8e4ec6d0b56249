import { type Page, pageOf, type PageWish, type Place, placeOf } from './page.js';

/** Which page is wanted of a list as it was at a moment. */
export interface PageAsOfWish extends PageWish {
  /** The moment. A cursor keeps that of its first page, so that all pages tell of one. */
  readonly position: number;
  /** The moment as the caller named it: a part of the query that a cursor belongs to. */
  readonly at?: string;
}

/** A page of a list as it was at a position. */
export interface PageAsOf<Item> extends Page<Item> {
  readonly position: number;
}

/** Where a page begins. */
export interface PageStart<Of extends Place> {
  readonly position: number;
  /** The values that order the list, of the last item before the page; absent on the first page. */
  readonly after?: { readonly [At in keyof Of]: Of[At] extends number ? number : string };
  /** What cursors are made for. */
  readonly query: object;
}

/** Where the page begins that is wanted of `query`; `shape` is an example of the values that order the list. */
export function pageStart<const Of extends Place>(
  { position, at, cursor }: PageAsOfWish,
  query: object,
  shape: Of,
): PageStart<Of> {
  const whole = { ...query, at };
  if (cursor === undefined) return { position, query: whole };
  const [kept, ...after] = placeOf(cursor, whole, [0, ...shape]);
  return { position: Number(kept), after: after as never, query: whole };
}

/** The page that begins there, of what was read: one row more than wanted. */
export function pageAsOf<Row, Item>(
  rows: readonly Row[],
  { position, query }: Pick<PageStart<Place>, 'position' | 'query'>,
  {
    limit,
    placeOf,
    itemOf,
  }: {
    readonly limit: number;
    readonly placeOf: (row: Row) => Place;
    readonly itemOf: (row: Row) => Item;
  },
): PageAsOf<Item> {
  const page = pageOf(rows, { limit, query, placeOf: (row) => [position, ...placeOf(row)], itemOf });
  return { position, ...page };
}
