import { keyOf, pageOf } from '../../domain/cursor.ts';
import { sealsSchema } from '../../domain/location/maintenance.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Table } from '../dynamodb/table.ts';
import { copySchema, type Ledger, listedCopySchema, partSchema } from './ledger.ts';
import { type Refusal, rowsBelow, withoutKeys, writeFenced } from './rows.ts';
import type { RunWriter } from './run-writer.ts';

const PART = 'part#';
const NO_PART = { key: undefined, sha256: undefined, count: undefined, bytes: undefined };
const COPY = 'copy#';

/** The manifest parts of a backup. A unit of parts is of one LIST, whole: so the epochs of its rows fence it. */
export function createPartRows(table: Table, refusal: Refusal) {
  const put = (run: Run, id: string, part: object) => writeFenced(table, refusal, run, `${PART}${id}`, { id, ...part });
  return {
    recordPart: async (run, { id, ...part }) => await put(run, id, part),
    async dropParts(run, ids) {
      // A row without a key is no part; a deleted one would no longer say of which epoch it was.
      await Promise.all(ids.map((id) => put(run, id, NO_PART)));
    },
    async readParts(operationId) {
      const items = (await rowsBelow(table, operationId, PART)).filter(({ key }) => key !== undefined);
      return items.map((item) => readRow(partSchema, withoutKeys(item, 'epoch'), { table, item }));
    },
  } satisfies Partial<Ledger>;
}

/** What of a backup is at a location. */
export function createCopyRows(table: Table, read: RunWriter['read'], refusal: Refusal) {
  return {
    async recordCopy(run, copy) {
      const operation = await read(run.operationId);
      if (operation?.epoch !== run.epoch) throw await refusal(run);
      await table.put({
        ...copy,
        operationId: run.operationId,
        record: `${COPY}${copy.locationUid}`,
        locationKey: copy.locationUid,
        createdKey: `${operation.createdAt}#${run.operationId}`,
      });
    },
    async readCopies(operationId) {
      const items = await rowsBelow(table, operationId, COPY);
      return items.map((item) => readRow(copySchema, withoutKeys(item), { table, item }));
    },
    async listCopies(locationUid, cursor, limit = 100) {
      const { items, next } = await table.query({
        index: 'by-location',
        of: { locationKey: locationUid },
        ...(cursor ? { where: '#createdKey > :after', values: { ':after': keyOf(locationUid, cursor) } } : {}),
        limit,
      });
      // What decides on data that may go leaves none out.
      const copies = items.map((item) =>
        readRow(listedCopySchema, { ...withoutKeys(item), operationId: item.operationId }, { table, item }),
      );
      return pageOf(copies, locationUid, next && String(items.at(-1)?.createdKey));
    },
  } satisfies Partial<Ledger>;
}

const SEALS = 'seals#';
/** Of a row that is emptied its number and its epoch are left. */
const { n: _, ...CONTENT } = sealsSchema.shape;
const NOTHING = Object.fromEntries(Object.keys(CONTENT).map((name) => [name, undefined]));

/** What a maintenance keeps of its work. */
export function createSealRows(table: Table, refusal: Refusal) {
  return {
    async recordSeals(run, page) {
      await writeFenced(table, refusal, run, recordOfSeals(page.n), page);
    },
    async readSeals(operationId) {
      const items = (await rowsBelow(table, operationId, SEALS)).filter(({ sealed }) => sealed !== undefined);
      return items.map((item) => readRow(sealsSchema, withoutKeys(item, 'epoch'), { table, item }));
    },
    async emptySeals(run) {
      for (const { n } of await rowsBelow(table, run.operationId, SEALS)) {
        await writeFenced(table, refusal, run, recordOfSeals(Number(n)), NOTHING);
      }
    },
  } satisfies Partial<Ledger>;
}

/** In the order of their numbers. */
function recordOfSeals(n: number): string {
  return `${SEALS}${String(n).padStart(6, '0')}`;
}
