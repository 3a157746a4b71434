import * as z from 'zod';
import { fieldsIn } from '../../domain/fields.ts';
import { openRecord } from '../../domain/open-record.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Item, Key, Table } from '../dynamodb/table.ts';
import {
  CATALOG_KINDS,
  type CatalogItem,
  type CatalogKind,
  itemSchema,
  type RemovedItem,
  removalSchema,
} from './catalog.ts';

/** `use#<kind>#<name>` / `<userKind>#<user>`: one row per user of a thing. */
export const USE_PREFIX = 'use#';

/** `tombstone#<kind>` / `<name>#<uid>`: what is left of a thing that was removed. */
export const TOMBSTONE_PREFIX = 'tombstone#';

export function keyOf(kind: string, name: string): Key {
  return { kind, name };
}

function schemaOf<Kind extends CatalogKind, Spec extends z.ZodType, Status extends z.ZodType>(
  kind: Kind,
  { spec, status }: { spec: Spec; status: Status },
) {
  return openRecord({ ...itemSchema.shape, kind: z.literal(kind), spec, status });
}

const SCHEMAS: { [Kind in CatalogKind]: z.ZodType<CatalogItem<Kind>> } = {
  cluster: schemaOf('cluster', CATALOG_KINDS.cluster),
  location: schemaOf('location', CATALOG_KINDS.location),
  policy: schemaOf('policy', CATALOG_KINDS.policy),
  schedule: schemaOf('schedule', CATALOG_KINDS.schedule),
  notification: schemaOf('notification', CATALOG_KINDS.notification),
  rule: schemaOf('rule', CATALOG_KINDS.rule),
};

/** @throws Fault Permanent `record.invalid` */
export function itemOf<Kind extends CatalogKind>(table: Pick<Table, 'name'>, kind: Kind, row: Item): CatalogItem<Kind> {
  const { removal: _, ...item } = row;
  return readRow(SCHEMAS[kind], item, { table, item: row });
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

export function removedOf<Kind extends CatalogKind>(table: Pick<Table, 'name'>, kind: Kind, row: Item) {
  const name = String(row.name);
  const item = { ...row, kind, name: name.slice(0, name.indexOf('#')) };
  return { ...itemOf(table, kind, item), removed: readRow(removalSchema, fieldsIn(row.removed), { table, item: row }) };
}
