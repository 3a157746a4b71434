import type { Item, Key } from '../dynamodb/table.ts';
import type { CatalogItem, CatalogKind, RemovedItem } from './catalog.ts';

/** `use#<kind>#<name>` / `<userKind>#<user>`: one row per user of a thing. */
export const USE_PREFIX = 'use#';

/** `tombstone#<kind>` / `<name>#<uid>`: what is left of a thing that was removed. */
export const TOMBSTONE_PREFIX = 'tombstone#';

export function keyOf(kind: string, name: string): Key {
  return { kind, name };
}

export function itemOf<Kind extends CatalogKind>(row: Item): CatalogItem<Kind> {
  const { removal: _, ...item } = row;
  return item as unknown as CatalogItem<Kind>;
}

export function rowOfUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }) {
  return { kind: `${USE_PREFIX}${used.kind}#${used.name}`, name: `${user.kind}#${user.name}` };
}

export function userOf(row: Item): { kind: string; name: string } {
  const [kind = '', ...name] = String(row.name).split('#');
  return { kind, name: name.join('#') };
}

export function rowOfRemoved(item: CatalogItem, removed: RemovedItem['removed']): Item {
  const { secretArn: _, lastRequest: __, deletingAt: ___, ...kept } = item;
  return { ...kept, removed, kind: `${TOMBSTONE_PREFIX}${item.kind}`, name: `${item.name}#${item.uid}` };
}

export function removedOf<Kind extends CatalogKind>(row: Item): RemovedItem<Kind> {
  const item = itemOf<Kind>(row) as RemovedItem<Kind>;
  const kind = item.kind.slice(TOMBSTONE_PREFIX.length) as Kind;
  return { ...item, kind, name: item.name.slice(0, item.name.indexOf('#')) };
}
