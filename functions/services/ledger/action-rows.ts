import { keyOf, pageOf } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { type ActionRun, actionRunSchema } from '../../domain/rule/action-run.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger } from './ledger.ts';
import { type Refusal, rowsBelow, withoutKeys } from './rows.ts';

const PREFIX = 'action#';
const PAGE = 100;

/** What rules run in containers: a row for each, written before it. A row takes the epoch of whoever wrote it last. */
export function createActionRows(table: Table, refusal: Refusal) {
  const actionOf = (item: Item): ActionRun => readRow(actionRunSchema, withoutKeys(item, 'epoch'), { table, item });

  return {
    async putActions({ operationId, epoch }, actions) {
      for (const action of actions) {
        const row = { ...action, operationId, record: `${PREFIX}${action.id}`, epoch };
        const when = 'attribute_not_exists(#record) OR (#epoch <= :mine AND #phase = :pending)';
        await table.put(row, { when, values: { ':mine': epoch, ':pending': 'Pending' } });
      }
    },

    async readActions(operationId, group) {
      const within = group === undefined ? PREFIX : `${PREFIX}${String(group).padStart(4, '0')}-`;
      return (await rowsBelow(table, operationId, within)).map(actionOf);
    },

    async listActions(operationId, cursor, limit = PAGE) {
      const filter = { actions: operationId };
      const after = cursor && keyOf(filter, cursor);
      const { items, next } = await table.query({
        of: { operationId },
        where: 'begins_with(#record, :prefix)',
        values: { ':prefix': PREFIX },
        limit,
        start: after ? { operationId, record: `${PREFIX}${after}` } : undefined,
      });
      const actions = items.map(actionOf);
      return pageOf(actions, filter, next && actions.at(-1)?.id);
    },

    async updateAction(run, { id, phase }, changes) {
      const { operationId, epoch } = run;
      const item = await table.update(
        { operationId, record: `${PREFIX}${id}` },
        { ...changes, epoch },
        {
          when: '#epoch <= :mine AND #phase = :phase',
          values: { ':mine': epoch, ':phase': phase },
        },
      );
      if (item) return actionOf(item);
      const found = await table.get({ operationId, record: `${PREFIX}${id}` });
      if (!found) throw new Fault('internal', `there is no action ${id} of ${operationId}`);
      if (Number(found.epoch) > epoch) throw await refusal(run);
      return undefined;
    },
  } satisfies Partial<Ledger>;
}
