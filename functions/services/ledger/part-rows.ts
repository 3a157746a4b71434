import type { Fault } from '../../domain/errors.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { updateOf } from '../dynamodb/expression.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Table } from '../dynamodb/table.ts';
import { type Ledger, partSchema } from './ledger.ts';
import { rowsBelow, withoutKeys } from './rows.ts';

const PREFIX = 'part#';
const NO_PART = { key: undefined, sha256: undefined, count: undefined, bytes: undefined };

/** The manifest parts of a backup. */
export function createPartRows(
  table: Table,
  refusal: (run: Run) => Promise<Fault>,
): Pick<Ledger, 'recordPart' | 'dropParts' | 'readParts'> {
  /** An epoch that was taken over replaces nothing that the next one has written: a unit is of one LIST, whole. */
  async function put(run: Run, id: string, part: Record<string, unknown>): Promise<void> {
    const expression = updateOf({ id, epoch: run.epoch, ...part }, { values: { ':mine': run.epoch } });
    const key = { operationId: run.operationId, record: `${PREFIX}${id}` };
    const written = await table.update(key, expression, 'attribute_not_exists(#epoch) OR #epoch <= :mine');
    if (!written) throw await refusal(run);
  }

  return {
    async recordPart(run, part) {
      const { id, ...content } = part;
      await put(run, id, content);
    },
    async dropParts(run, ids) {
      // A row without a key is no part; a deleted one would no longer say of which epoch it was.
      await Promise.all(ids.map((id) => put(run, id, NO_PART)));
    },
    async readParts(operationId) {
      const items = (await rowsBelow(table, operationId, PREFIX)).filter(({ key }) => key !== undefined);
      return items.map((item) => readRow(partSchema, withoutKeys(item, 'epoch'), { table, item }));
    },
  };
}
