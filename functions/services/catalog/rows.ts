import type { Item, Key } from '../dynamodb/table.ts';
import type { CatalogItem, CatalogKind } from './catalog.ts';

/** `use#<kind>#<name>` / `<userKind>#<user>`: one row per user of a thing. */
export const USE_PREFIX = 'use#';

export function keyOf(kind: string, name: string): Key {
  return { kind, name };
}

export function itemOf(row: Item): CatalogItem {
  const { removal: _, ...item } = row;
  return item as unknown as CatalogItem;
}

export function rowOfUse(used: { kind: CatalogKind; name: string }, user: { kind: string; name: string }) {
  return { kind: `${USE_PREFIX}${used.kind}#${used.name}`, name: `${user.kind}#${user.name}` };
}

export function userOf(row: Item): { kind: string; name: string } {
  const [kind = '', ...name] = String(row.name).split('#');
  return { kind, name: name.join('#') };
}
