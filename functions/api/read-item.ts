import type { Page } from '../domain/cursor.ts';
import type { Uses } from '../platform/services.ts';
import { type CatalogItem, type CatalogKind, notFound, type RemovedItem } from '../services/catalog/catalog.ts';

type Dependencies = Uses<'catalog'>;
/** A catalogue thing, or one that is no more. */
export type Shown<Kind extends CatalogKind> = CatalogItem<Kind> & Partial<Pick<RemovedItem, 'removed'>>;

/** @param deleted the one of that name that was removed last; @throws Fault Rejected with the `not_found` of the kind */
export async function readItem<Kind extends CatalogKind>(
  { catalog }: Dependencies,
  kind: Kind,
  name: string,
  { deleted = false } = {},
): Promise<Shown<Kind>> {
  const found = deleted ? await catalog.readRemoved(kind, name) : await catalog.read(kind, name);
  if (!found) throw notFound(kind, name);
  return found;
}

export async function listItems<Kind extends CatalogKind>(
  { catalog }: Dependencies,
  kind: Kind,
  { limit, cursor, deleted = false }: { limit: number; cursor?: string | undefined; deleted?: boolean },
): Promise<Page<Shown<Kind>>> {
  return deleted ? await catalog.listRemoved(kind, cursor, limit) : await catalog.list(kind, cursor, limit);
}
