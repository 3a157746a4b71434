import type { Page } from '../domain/cursor.ts';
import type { Catalog, CatalogKind } from '../services/catalog/catalog.ts';

/** All pages of a kind. */
export async function listAllItems<Kind extends CatalogKind>(catalog: Pick<Catalog, 'list'>, kind: Kind) {
  return await readAll((cursor) => catalog.list(kind, cursor, 1000));
}

/** All pages of any list. */
export async function readAll<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await read(cursor);
    all.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return all;
}
