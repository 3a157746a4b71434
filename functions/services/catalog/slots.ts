import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { updateOf } from '../dynamodb/expression.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import { createTable, type Item, type Table } from '../dynamodb/table.ts';
import { type SlotState, type Slots, slotStateSchema } from './catalog.ts';
import { keyOf } from './rows.ts';

const isThere = 'attribute_exists(#schedule)';
const isIdle = 'attribute_not_exists(#running)';
const isMine = '#running = :mine';
const isOver = '#running = :over';
const nobodyWaits = 'attribute_not_exists(#queued)';

/** `slots` / `<scheduleUid>`: what of a schedule runs and what waits, in one row, so that two deliveries cannot both begin. */
export function createSlots(client: DynamoDBClient, tableName: string, log?: RowLog): Slots {
  const table = createTable(client, tableName);
  const key = (uid: string) => keyOf('slots', uid);

  return {
    async begin(uid, schedule, checkedUntil) {
      const row = { ...key(uid), schedule, checkedUntil };
      await table.put(row, 'attribute_not_exists(#schedule)', { '#schedule': 'schedule' });
    },
    async read(uid) {
      const row = await table.get(key(uid));
      return row && stateOf(table, row);
    },
    async readMany(uids) {
      const rows = await table.getMany([...new Set(uids)].map(key));
      return new Map(rows.map((row) => stateOf(table, row)).map((state) => [state.scheduleUid, state]));
    },
    async list() {
      const rows = await table.queryAll({
        condition: '#kind = :kind',
        names: { '#kind': 'kind' },
        values: { ':kind': 'slots' },
      });
      return readRows(rows, (row) => stateOf(table, row), log);
    },
    async close(uid) {
      await table.delete(key(uid));
    },

    async claim(uid, { operationId, slot }, over = operationId) {
      const claimed = await table.update(
        key(uid),
        updateOf(
          { running: operationId, begunFor: slot, lateFor: undefined },
          { names: ['schedule'], values: { ':mine': operationId, ':over': over } },
        ),
        `${isThere} AND (${isIdle} OR ${isMine} OR ${isOver})`,
      );
      return claimed !== undefined;
    },
    async queue(uid, operationId) {
      const queued = await table.update(
        key(uid),
        updateOf({ queued: operationId }, { names: ['running'], values: { ':queued': operationId } }),
        `attribute_exists(#running) AND (${nobodyWaits} OR #queued = :queued)`,
      );
      return queued !== undefined;
    },
    async promote(uid, over, queued) {
      const promoted = await table.update(
        key(uid),
        updateOf({ running: queued, queued: undefined }, { values: { ':over': over, ':queued': queued } }),
        `(${isIdle} OR ${isOver}) AND #queued = :queued`,
      );
      return promoted !== undefined;
    },
    async release(uid, operationId) {
      const released = await table.update(
        key(uid),
        updateOf({ running: undefined }, { names: ['queued'], values: { ':mine': operationId } }),
        `${isMine} AND ${nobodyWaits}`,
      );
      if (released) return true;
      return (await table.get(key(uid)))?.running !== operationId;
    },
    async note(uid, changes) {
      const names = Object.keys(changes);
      if (names.length === 0) return;
      await table.update(key(uid), updateOf({ ...changes }, { names: ['schedule'] }), isThere);
    },
  };
}

function stateOf(table: Table, item: Item): SlotState {
  const { name: scheduleUid, ...row } = item;
  return readRow(slotStateSchema, { ...row, scheduleUid }, { table, item });
}
