import type * as z from 'zod';
import { keyOf, pageOf } from '../../domain/cursor.ts';
import { kindNameOf } from '../../domain/manifest/manifest.ts';
import type { RestoredObject } from '../../domain/restore/restored-object.ts';
import type { Services, Uses } from '../../platform/services.ts';
import { route } from '../http/contract.ts';
import { readOfKind } from '../read-ended.ts';
import { objectsQuerySchema } from './schema.ts';

type Filter = Omit<z.output<typeof objectsQuerySchema>, 'limit' | 'cursor'>;

/** Rows that one call reads: 20,000 objects. A short page with a cursor is legal. */
const MAX_BATCHES = 500;

interface Place {
  part: number;
  from: number;
  /** Objects of the batch before this one have been listed. */
  next: number;
}

/** In the order of the restore. */
export const listRestoreObjects = route({
  operationId: 'listRestoreObjects',
  route: 'GET /v1/restores/{id}/objects',
  scope: 'read',
  summary: 'What became of each object of the backup: created, merged, left or dropped, why and which field',
  query: objectsQuerySchema,
  answer: 'RestoredObject[]',
  handle: async ({ ledger }: Uses<'ledger'>, { params, query: { limit, cursor, ...filter } }) => {
    const { operationId } = await readOfKind(ledger, 'restore', params.id);
    const asked = { objects: operationId, ...filter };
    const place = cursor === undefined ? undefined : placeOf(keyOf(asked, cursor));
    const { items, next } = await readPage(ledger, operationId, { place, filter, limit });
    return pageOf(items, asked, next && `${next.part}.${next.from}.${next.next}`);
  },
});

async function readPage(
  ledger: Services['ledger'],
  operationId: string,
  { place, filter, limit }: { place: Place | undefined; filter: Filter; limit: number },
): Promise<{ items: RestoredObject[]; next?: Place }> {
  const items: RestoredObject[] = [];
  // the batch of the place is read again, for what is left of it
  let after = place && before(place);
  let read = 0;
  for (;;) {
    const { batches, isLast } = await ledger.readObjects(operationId, after);
    for (const { part, from, objects } of batches) {
      const first = part === place?.part && from === place.from ? place.next : 0;
      for (const [at, object] of objects.entries()) {
        if (at < first || !matches(object, filter)) continue;
        if (items.length === limit) return { items, next: { part, from, next: at } };
        items.push(object);
      }
      after = { part, from };
    }
    read += batches.length;
    if (isLast || !after) return { items };
    if (read >= MAX_BATCHES) return { items, next: { ...after, next: Number.MAX_SAFE_INTEGER } };
  }
}

/** A place in the order of batches just before this one; there need be none. */
function before({ part, from }: Place): { part: number; from: number } | undefined {
  if (from > 0) return { part, from: from - 1 };
  return part > 0 ? { part: part - 1, from: 9_999_999 } : undefined;
}

function matches(object: RestoredObject, { outcome, reason, namespace, kind, changed }: Filter): boolean {
  if (outcome && object.outcome !== outcome) return false;
  if (reason && object.reason !== reason) return false;
  if (namespace && object.namespace !== namespace) return false;
  if (kind && object.kind !== kind && kindNameOf(object) !== kind) return false;
  return !changed || (object.fields?.length ?? 0) > 0;
}

function placeOf(key: string): Place {
  const [part = 0, from = 0, next = 0] = key.split('.').map(Number);
  return { part, from, next };
}
