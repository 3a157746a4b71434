import type { Catalog, CatalogItem, CatalogKind } from '../services/catalog/catalog.ts';

/** All pages of a kind. */
export async function listAllItems<Kind extends CatalogKind>(
  catalog: Pick<Catalog, 'list'>,
  kind: Kind,
): Promise<CatalogItem<Kind>[]> {
  const all: CatalogItem<Kind>[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await catalog.list(kind, cursor, 1000);
    all.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return all;
}
