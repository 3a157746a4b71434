import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { keyOf } from '../../domain/cursor.ts';
import { FIRST_MONTH, monthsBack } from '../../domain/months.ts';
import type { Clock } from '../clock/clock.ts';
import { readNewest } from '../dynamodb/newest-first.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import { createTable, type Item, type Table } from '../dynamodb/table.ts';
import { type AuditFilter, type AuditRecord, type AuditTrail, auditSchema } from './audit.ts';

/**
 * Rows of the ledger's table, `audit-<yyyy-mm>` / `<at>#<requestId>`: a month is one partition, which takes 1,000 writes
 * a second, twenty times what the gateway lets in. Nothing is ever overwritten: the put is conditional, and the roles
 * may neither update these rows nor delete any (infra/policies.yml).
 */
export function createAuditTrail(client: DynamoDBClient, tableName: string, clock: Clock, log?: RowLog): AuditTrail {
  const table = createTable(client, tableName);

  return {
    async append(record) {
      const key = { operationId: partitionOf(record.at), record: `${record.at}#${record.requestId}` };
      // A condition that fails is our own put, whose answer was lost: no other request has this id.
      await table.put({ ...record, ...key }, { when: 'attribute_not_exists(#record)' });
    },

    async list(filter, cursor, limit = 50) {
      const present = clock.now().toISOString();
      const to = filter.to && filter.to < present ? filter.to : present;
      const before = cursor ? keyOf(filter, cursor) : `${to}~`;
      const { months, rest } = monthsBack(before, filter.from);
      const parts = months.map((month) => ({ attribute: 'operationId', range: 'record', keys: [partitionOf(month)] }));
      const read = (row: Item) =>
        readRows([row], (one) => recordOf(table, one), log).filter((record) => matches(record, filter));
      return await readNewest(table, parts, { filter, before, limit, read, rest });
    },
  };
}

function partitionOf(at: string): string {
  return `audit-${at.slice(0, FIRST_MONTH.length)}`;
}

function recordOf(table: Table, item: Item): AuditRecord {
  const { operationId: _o, record: _r, ...row } = item;
  return readRow(auditSchema, row, { table, item });
}

function matches({ subject, target, facts }: AuditRecord, wanted: AuditFilter): boolean {
  if (wanted.subject !== undefined && wanted.subject !== subject) return false;
  if (wanted.target === undefined || wanted.target === target) return true;
  const told = Object.values(facts).flat().map(String);
  // What ended is a kind and a name.
  const names = Object.values(facts).flatMap((fact) => (Array.isArray(fact) ? fact.map(nameIn) : []));
  return [...target.split('/'), ...told, ...names].includes(wanted.target);
}

function nameIn(ended: string): string {
  return ended.slice(ended.indexOf(' ') + 1);
}
