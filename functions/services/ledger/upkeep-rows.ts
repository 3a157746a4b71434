import { cursorOf, keyOf } from '../../domain/cursor.ts';
import type { Fault } from '../../domain/errors.ts';
import type { SealsRead } from '../../domain/location/maintenance.ts';
import type { Run } from '../../domain/operation/operation.ts';
import { updateOf } from '../dynamodb/expression.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import type { Ledger, ListedCopy } from './ledger.ts';

type UpkeepRows = Pick<Ledger, 'listCopies' | 'recordSeals' | 'readSeals' | 'emptySeals'>;

const SEALS = 'seals#';

/** What a maintenance keeps of its work. A row takes the epoch of whoever wrote it, and none that is older after it. */
export function createUpkeepRows(table: Table, refusal: (run: Run) => Promise<Fault>): UpkeepRows {
  async function write(run: Run, record: string, changes: Record<string, unknown>): Promise<Item> {
    const expression = updateOf({ ...changes, epoch: run.epoch }, { values: { ':mine': run.epoch } });
    const key = { operationId: run.operationId, record };
    const written = await table.update(key, expression, 'attribute_not_exists(#epoch) OR #epoch <= :mine');
    if (!written) throw await refusal(run);
    return written;
  }

  async function read(operationId: string, prefix: string): Promise<Item[]> {
    const items = await table.queryAll({
      condition: '#operationId = :id AND begins_with(#record, :prefix)',
      names: { '#operationId': 'operationId', '#record': 'record' },
      values: { ':id': operationId, ':prefix': prefix },
    });
    return items.map(contentOf);
  }

  return {
    async listCopies(locationUid, cursor, limit = 100) {
      const { items, next } = await table.query({
        index: 'by-location',
        condition: cursor ? '#location = :location AND #createdKey > :after' : '#location = :location',
        names: { '#location': 'locationKey', ...(cursor ? { '#createdKey': 'createdKey' } : {}) },
        values: { ':location': locationUid, ...(cursor ? { ':after': keyOf(locationUid, cursor) } : {}) },
        limit,
      });
      const copies = items.map(
        ({ record: _r, locationKey: _l, createdKey: _c, ...copy }) => copy as unknown as ListedCopy,
      );
      return next
        ? { items: copies, nextCursor: cursorOf(locationUid, String(items.at(-1)?.createdKey)) }
        : { items: copies };
    },

    async recordSeals(run, page) {
      await write(run, recordOfSeals(page.n), { ...page });
    },
    async readSeals(operationId) {
      const pages = (await read(operationId, SEALS)) as unknown as SealsRead[];
      return pages.filter(({ sealed }) => sealed !== undefined);
    },
    async emptySeals(run) {
      const names = ['sealed', 'kept', 'owners', 'orphans', 'doubts', 'unread'] satisfies (keyof SealsRead)[];
      const nothing = Object.fromEntries(names.map((name) => [name, undefined]));
      for (const { n } of (await read(run.operationId, SEALS)) as unknown as SealsRead[]) {
        await write(run, recordOfSeals(n), nothing);
      }
    },
  };
}

/** In the order of their numbers. */
function recordOfSeals(n: number): string {
  return `${SEALS}${String(n).padStart(6, '0')}`;
}

function contentOf({ operationId: _o, record: _r, epoch: _e, ...content }: Item): Item {
  return content;
}
