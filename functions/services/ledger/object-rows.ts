import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { Fault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import {
  mergeRecords,
  type ObjectBatch,
  type RestoredObject,
  restoredObjectSchema,
} from '../../domain/restore/restored-object.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import type { Refusal } from './rows.ts';

const batchSchema = z.object({ objects: z.array(restoredObjectSchema) });

const PREFIX = 'object#';
/** Of one query: DynamoDB ends a page at 1 MB anyway. */
const PAGE = 200;
/** Between the read and the conditional write another delivery of the Task may have written: read again, a few times. */
const TRIES = 5;

/**
 * What became of each object of a restore: a row per batch, compressed, since 50,000 objects are 1,250 rows and a row of
 * 2 kB costs two write units. A row takes the epoch of whoever wrote it, and none that is older after it.
 */
export function createObjectRows(table: Table, refusal: Refusal) {
  async function write(run: Run, key: { operationId: string; record: string }, batch: ObjectBatch): Promise<boolean> {
    const standing = await table.get(key);
    if (Number(standing?.epoch ?? 0) > run.epoch) throw await refusal(run);
    const version = Number(standing?.version ?? 0);
    const objects = standing ? mergeRecords(objectsOf(table, standing), batch.objects) : batch.objects;
    const row = { ...batch, objects: gzipSync(JSON.stringify(objects)), epoch: run.epoch, version: version + 1 };
    const when = 'attribute_not_exists(#version) OR (#version = :seen AND #epoch <= :mine)';
    return (await table.update(key, row, { when, values: { ':mine': run.epoch, ':seen': version } })) !== undefined;
  }

  return {
    async recordObjects(run, batch) {
      const key = { operationId: run.operationId, record: recordOfBatch(batch) };
      for (let tries = 0; tries < TRIES; tries += 1) if (await write(run, key, batch)) return;
      throw new Fault('ledger.throttled', `others write the objects of ${run.operationId} at the same time`);
    },

    async readObjects(operationId, after) {
      const { items, next } = await table.query({
        of: { operationId },
        where: 'begins_with(#record, :prefix)',
        values: { ':prefix': PREFIX },
        limit: PAGE,
        start: after && { operationId, record: recordOfBatch(after) },
      });
      const batches = items.map((item) => batchOf(table, item));
      return { batches, isLast: next === undefined };
    },
  } satisfies Partial<Ledger>;
}

/** In the order of parts and objects. */
function recordOfBatch({ part, from }: Pick<ObjectBatch, 'part' | 'from'>): string {
  return `${PREFIX}${String(part).padStart(6, '0')}#${String(from).padStart(7, '0')}`;
}

function batchOf(table: Table, item: Item): ObjectBatch {
  return { part: Number(item.part), from: Number(item.from), objects: objectsOf(table, item) };
}

function objectsOf(table: Table, item: Item): RestoredObject[] {
  const packed = item.objects instanceof Uint8Array ? item.objects : '';
  const objects: unknown = JSON.parse(gunzipSync(packed).toString('utf8'));
  return readRow(batchSchema, { objects }, { table, item }).objects;
}
