export interface Page<Item> {
  items: readonly Item[];
  nextCursor?: string | undefined;
}

/** Of a hundred thousand records and more: then it is the person who says whether to look further. */
const MOST_LOOKS = 50;

/**
 * The API looks through so many records at a time: there may be nothing among those that a filter lets through, and something
 * further on.
 * @returns the first page on which there is something, or the last
 */
export async function lookOn<Item>(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Item>> {
  let page = await load(cursor, signal);
  for (let looks = 1; looks < MOST_LOOKS && page.items.length === 0 && page.nextCursor !== undefined; looks += 1)
    page = await load(page.nextCursor, signal);
  return page;
}
