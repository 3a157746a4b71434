import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cursorOf, keyOf } from '../../domain/cursor.ts';
import { FIRST_MONTH, monthsBack } from '../../domain/months.ts';
import type { Clock } from '../clock/clock.ts';
import { type RowLog, readRow, readRows } from '../dynamodb/read-row.ts';
import { createTable, type Item, type Table } from '../dynamodb/table.ts';
import { type AuditFilter, type AuditRecord, type AuditTrail, auditSchema } from './audit.ts';

const PAGE = 100;
const MAX_ROWS = 2_000;
const IS_NEW = 'attribute_not_exists(#record)';

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
      await table.put({ ...record, ...key }, IS_NEW, { '#record': 'record' });
    },

    /** Like the list of operations: a short page with a cursor is legal. */
    async list(filter, cursor, limit = 50) {
      const present = clock.now().toISOString();
      const to = filter.to && filter.to < present ? filter.to : present;
      const from = filter.from ?? FIRST_MONTH;
      let before = cursor ? keyOf(filter, cursor) : `${to}~`;
      const items: AuditRecord[] = [];
      let scanned = 0;
      let month = '';
      for (month of monthsBack(before, from)) {
        for (;;) {
          const rows = await newestBefore(month, before);
          for (const row of rows) {
            scanned += 1;
            before = String(row.record);
            if (before < from) return { items };
            const read = readRows([row], (one) => recordOf(table, one), log);
            items.push(...read.filter((record) => matches(record, filter)));
            if (items.length >= limit || scanned >= MAX_ROWS) return { items, nextCursor: cursorOf(filter, before) };
          }
          if (rows.length < PAGE) break;
        }
      }
      return month <= from.slice(0, FIRST_MONTH.length) ? { items } : { items, nextCursor: cursorOf(filter, month) };
    },
  };

  async function newestBefore(month: string, before: string): Promise<Item[]> {
    const { items } = await table.query({
      condition: '#operationId = :partition AND #record < :before',
      names: { '#operationId': 'operationId', '#record': 'record' },
      values: { ':partition': partitionOf(month), ':before': before },
      limit: PAGE,
      backwards: true,
    });
    return items;
  }
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
