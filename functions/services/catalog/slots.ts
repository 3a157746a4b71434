import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
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

  /** @returns whether the row was as `when` says */
  const write = async (
    uid: string,
    changes: Record<string, unknown>,
    when: string,
    values: Record<string, string> = {},
  ): Promise<boolean> => (await table.update(key(uid), changes, { when, values })) !== undefined;

  return {
    async begin(uid, schedule, checkedUntil) {
      await table.put({ ...key(uid), schedule, checkedUntil }, { when: 'attribute_not_exists(#schedule)' });
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
      return readRows(await table.queryAll({ of: { kind: 'slots' } }), (row) => stateOf(table, row), log);
    },
    async close(uid) {
      await table.delete(key(uid));
    },

    async claim(uid, { operationId, slot }, over = operationId) {
      const changes = { running: operationId, begunFor: slot, lateFor: undefined };
      const when = `${isThere} AND (${isIdle} OR ${isMine} OR ${isOver})`;
      return await write(uid, changes, when, { ':mine': operationId, ':over': over });
    },
    async queue(uid, operationId) {
      const when = `attribute_exists(#running) AND (${nobodyWaits} OR #queued = :queued)`;
      return await write(uid, { queued: operationId }, when, { ':queued': operationId });
    },
    async promote(uid, over, queued) {
      const when = `(${isIdle} OR ${isOver}) AND #queued = :queued`;
      return await write(uid, { running: queued, queued: undefined }, when, { ':over': over, ':queued': queued });
    },
    async release(uid, operationId) {
      const when = `${isMine} AND ${nobodyWaits}`;
      if (await write(uid, { running: undefined }, when, { ':mine': operationId })) return true;
      return (await table.get(key(uid)))?.running !== operationId;
    },
    async note(uid, changes) {
      if (Object.keys(changes).length > 0) await write(uid, changes, isThere);
    },
  };
}

function stateOf(table: Table, item: Item): SlotState {
  const { name: scheduleUid, ...row } = item;
  return readRow(slotStateSchema, { ...row, scheduleUid }, { table, item });
}
