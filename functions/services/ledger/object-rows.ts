import { gunzipSync, gzipSync } from 'node:zlib';
import { Fault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { mergeRecords, type ObjectBatch, type RestoredObject } from '../../domain/restore/restored-object.ts';
import { updateOf } from '../dynamodb/expression.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';

type ObjectRows = Pick<Ledger, 'recordObjects' | 'readObjects'>;

const PREFIX = 'object#';
/** Of one query: DynamoDB ends a page at 1 MB anyway. */
const PAGE = 200;
/** Between the read and the conditional write another delivery of the Task may have written: read again, a few times. */
const TRIES = 5;

/**
 * What became of each object of a restore: a row per batch, compressed, since 50,000 objects are 1,250 rows and a row of
 * 2 kB costs two write units. A row takes the epoch of whoever wrote it, and none that is older after it.
 */
export function createObjectRows(table: Table, refusal: (run: Run) => Promise<Fault>): ObjectRows {
  async function write(run: Run, key: { operationId: string; record: string }, batch: ObjectBatch): Promise<boolean> {
    const standing = await table.get(key);
    if (Number(standing?.epoch ?? 0) > run.epoch) throw await refusal(run);
    const version = Number(standing?.version ?? 0);
    const objects = standing ? mergeRecords(objectsOf(standing), batch.objects) : batch.objects;
    const row = { ...batch, objects: gzipSync(JSON.stringify(objects)), epoch: run.epoch, version: version + 1 };
    const expression = updateOf(row, { values: { ':mine': run.epoch, ':seen': version } });
    const condition = 'attribute_not_exists(#version) OR (#version = :seen AND #epoch <= :mine)';
    return (await table.update(key, expression, condition)) !== undefined;
  }

  return {
    async recordObjects(run, batch) {
      const key = { operationId: run.operationId, record: recordOfBatch(batch) };
      for (let tries = 0; tries < TRIES; tries += 1) if (await write(run, key, batch)) return;
      throw new Fault('ledger.throttled', `others write the objects of ${run.operationId}`);
    },

    async readObjects(operationId, after) {
      const { items, next } = await table.query({
        condition: '#operationId = :id AND begins_with(#record, :prefix)',
        names: { '#operationId': 'operationId', '#record': 'record' },
        values: { ':id': operationId, ':prefix': PREFIX },
        limit: PAGE,
        start: after && { operationId, record: recordOfBatch(after) },
      });
      const batches = items.map(batchOf);
      return { batches, isLast: next === undefined };
    },
  };
}

/** In the order of parts and objects. */
function recordOfBatch({ part, from }: Pick<ObjectBatch, 'part' | 'from'>): string {
  return `${PREFIX}${String(part).padStart(6, '0')}#${String(from).padStart(7, '0')}`;
}

function batchOf(item: Item): ObjectBatch {
  return { part: Number(item.part), from: Number(item.from), objects: objectsOf(item) };
}

function objectsOf({ objects }: Item): RestoredObject[] {
  return JSON.parse(gunzipSync(objects instanceof Uint8Array ? objects : '').toString('utf8'));
}
