import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Clock, isoNow } from '../clock/clock.ts';
import { readRow } from '../dynamodb/read-row.ts';
import { createTable, type Item, type Table } from '../dynamodb/table.ts';
import { type Repositories, type RepositoryKey, type RepositoryRow, repositorySchema } from './catalog.ts';
import { keyOf } from './rows.ts';

/** `repository` / `<locationUid>#<clusterId>#<namespace>`: without the row every backup would pay a Job to find out. */
export function createRepositories(client: DynamoDBClient, tableName: string, clock: Clock): Repositories {
  const table = createTable(client, tableName);
  const placeOf = ({ locationUid, clusterId, namespace }: RepositoryKey) =>
    keyOf('repository', [locationUid, clusterId, namespace].join('#'));
  return {
    async exists(key) {
      return (await table.get(placeOf(key))) !== undefined;
    },
    async recordCreated(key, repositoryId) {
      const known = repositoryId ? { repositoryId } : {};
      await table.put({ ...placeOf(key), ...key, ...known, createdAt: isoNow(clock) });
    },
    async read(key) {
      const row = await table.get(placeOf(key));
      return row && rowOf(table, row);
    },
    async note(key, notes) {
      if (Object.keys(notes).length === 0) return;
      await table.update(placeOf(key), notes, { when: 'attribute_exists(#name)' });
    },
    async list(locationUid) {
      const rows = await table.queryAll({
        of: { kind: 'repository' },
        where: 'begins_with(#name, :prefix)',
        values: { ':prefix': `${locationUid}#` },
      });
      return rows.map((row) => rowOf(table, row));
    },
    async recordMaintained(key, { at, full, bytes }) {
      const size = bytes === undefined ? {} : { bytes };
      const changes = { ...key, maintainedAt: at, ...size, ...(full ? { fullyMaintainedAt: at } : {}) };
      // One that was found at the location has no row yet.
      const created = {
        values: { ':created': isoNow(clock) },
        extra: ['#createdAt = if_not_exists(#createdAt, :created)'],
      };
      await table.update(placeOf(key), changes, created);
    },
    async forget(key) {
      await table.delete(placeOf(key));
    },
  };
}

function rowOf(table: Table, item: Item): RepositoryRow {
  const { kind: _k, name: _n, createdAt: _c, ...row } = item;
  return readRow(repositorySchema, row, { table, item });
}
