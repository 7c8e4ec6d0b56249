import type { PageAsOf, PageAsOfWish } from '#read-models';
import { expect } from 'vitest';

/** The items of all pages of a list as of a position. */
export async function all<Item>(
  list: (wish: PageAsOfWish) => Promise<PageAsOf<Item>>,
  { position, limit }: { readonly position: number; readonly limit: number },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page: PageAsOf<Item> = await list({ position, limit, ...(cursor !== undefined && { cursor }) });
    expect(page).toMatchObject({ position });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return items;
}
