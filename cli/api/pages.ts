interface Page<Item> {
  items: readonly Item[];
  nextCursor?: string;
}

export interface PageAsked {
  limit: number;
  cursor?: string;
}

/** As many as a page of a list of records may have. */
const LARGEST = 200;

/** Every item of a list, page by page, or the first `limit` of them. */
export async function* pages<Item>(
  limit: number | undefined,
  ask: (page: PageAsked) => Promise<Page<Item>>,
  largest = LARGEST,
): AsyncGenerator<Item> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  let cursor: string | undefined;
  while (left > 0) {
    const { items, nextCursor } = await ask({ limit: Math.min(left, largest), ...(cursor ? { cursor } : {}) });
    for (const item of items) {
      if (left-- <= 0) return;
      yield item;
    }
    if (!nextCursor) return;
    cursor = nextCursor;
  }
}

export async function allOf<Item>(list: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
