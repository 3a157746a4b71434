import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { keyOf as keyIn, type Page, pageOf } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { nameSome } from '../../domain/name-some.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { type RowLog, readRows } from '../dynamodb/read-row.ts';
import { createTable, type Item, type Table } from '../dynamodb/table.ts';
import {
  type Catalog,
  type CatalogChange,
  type CatalogItem,
  type CatalogKind,
  notFound,
  type Removal,
  type User,
} from './catalog.ts';
import { itemOf, keyOf, removedOf, rowOfRemoved, rowOfUse, TOMBSTONE_PREFIX, USE_PREFIX, userOf } from './rows.ts';

const isNew = 'attribute_not_exists(#name)';
const isThere = 'attribute_exists(#name)';
const isSameThing = '#uid = :uid';
const isSameGeneration = '#generation = :from';
const isNotGoing = 'attribute_not_exists(#deletingAt)';
/** Each removal has its own token: one that gives up never lifts the mark of another that goes on. */
const isMyRemoval = '#removal = :removal';

/**
 * Whoever relies on X (a schedule on a policy, an operation on a location) may never be left with an X that went:
 *
 *   user of X                              removal of X
 *   writes use#X / user                    sets deletingAt and its token on X
 *   reads X; going → takes its use back    reads use#X; somebody there → lifts the mark, refuses
 *                                          nobody there, or by force all of them ended → deletes X, if the mark is
 *                                          still its own
 *
 * Each side writes before it reads, and all reads are consistent, so at least one of two sees the other.
 */
export function createCatalog(client: DynamoDBClient, tableName: string, clock: Clock, log?: RowLog): Catalog {
  const table = createTable(client, tableName);
  return {
    ...createItems(table, clock, log),
    ...createUses(table),
    ...createTombstones(table, log),
    remove: async (kind, name, fromGeneration, how = {}) =>
      await removeItem(table, clock, { kind, name, fromGeneration }, how),
  };
}

function createItems(table: Table, clock: Clock, log: RowLog | undefined) {
  return {
    async create<Kind extends CatalogKind>(item: CatalogItem<Kind>) {
      // A name that goes between our put and our read is tried again; more than twice is somebody's loop.
      for (let tries = 0; tries < 3; tries += 1) {
        if (await table.put({ ...item }, { when: isNew })) return { created: true, item };
        const found = await readItem(table, item.kind, item.name);
        if (found) return { created: false, item: sameRequest(found, item) };
      }
      throw new Fault('service.unavailable', `${item.kind} ${item.name} is being made and removed by others`);
    },

    read: async (kind, name) => await readItem(table, kind, name),

    async readMany<Kind extends CatalogKind>(kind: Kind, names: Iterable<string>) {
      const rows = await table.getMany([...new Set(names)].map((name) => keyOf(kind, name)));
      return new Map(readRows(rows, (row) => itemOf(table, kind, row), log).map((item) => [item.name, item]));
    },

    list: async (kind, cursor, limit) =>
      await listRows(table, kind, { cursor, limit }, (rows) => readRows(rows, (row) => itemOf(table, kind, row), log)),

    async update<Kind extends CatalogKind>(item: CatalogChange<Kind>, fromGeneration: number) {
      const { kind, name, uid, spec, secretArn, lastRequest } = item;
      const given = { ...(secretArn ? { secretArn } : {}), ...(lastRequest ? { lastRequest } : {}) };
      const row = await table.update(
        keyOf(kind, name),
        { spec, ...given, generation: fromGeneration + 1, updatedAt: isoNow(clock) },
        {
          when: [isSameThing, isSameGeneration, isNotGoing].join(' AND '),
          values: { ':uid': uid, ':from': fromGeneration },
        },
      );
      if (row) return itemOf(table, kind, row);
      throw stale({ kind, name, fromGeneration }, await readItem(table, kind, name));
    },

    async writeStatus(kind, name, uid, status) {
      if (Object.keys(status).length === 0) return;
      await table.update(keyOf(kind, name), status, { within: 'status', when: isSameThing, values: { ':uid': uid } });
    },
  } satisfies Partial<Catalog>;
}

async function readItem<Kind extends CatalogKind>(table: Table, kind: Kind, name: string) {
  const row = await table.get(keyOf(kind, name));
  return row && itemOf(table, kind, row);
}

/** A page of the rows of a kind, by name. */
async function listRows<One>(
  table: Table,
  kind: string,
  { cursor, limit = 100 }: { cursor: string | undefined; limit: number | undefined },
  read: (rows: Item[]) => One[],
): Promise<Page<One>> {
  const start = cursor === undefined ? undefined : keyOf(kind, keyIn({ kind }, cursor));
  const { items, next } = await table.query({ of: { kind }, limit, start });
  return pageOf(read(items), { kind }, next && String(next.name));
}

function createTombstones(table: Table, log: RowLog | undefined) {
  return {
    listRemoved: async (kind, cursor, limit) =>
      await listRows(table, `${TOMBSTONE_PREFIX}${kind}`, { cursor, limit }, (rows) =>
        readRows(rows, (row) => removedOf(table, kind, row), log),
      ),

    async readRemoved(kind, name) {
      const rows = await table.queryAll({
        of: { kind: `${TOMBSTONE_PREFIX}${kind}` },
        where: 'begins_with(#name, :name)',
        values: { ':name': `${name}#` },
      });
      const removed = rows.map((row) => removedOf(table, kind, row));
      return removed.toSorted((a, b) => (a.removed.at < b.removed.at ? 1 : -1))[0];
    },
  } satisfies Partial<Catalog>;
}

function createUses(table: Table) {
  return {
    async addUse(used, user) {
      await table.put(rowOfUse(used, user));
      const found = await readItem(table, used.kind, used.name);
      if (found && !found.deletingAt) return;
      await table.delete(rowOfUse(used, user));
      if (!found) throw notFound(used.kind, used.name);
      throw new Fault('object.in_use', `${used.kind} ${used.name} is being removed`);
    },

    async removeUse(used, user) {
      await table.delete(rowOfUse(used, user));
    },

    readUsers: async (used) => await readUsers(table, used),
  } satisfies Partial<Catalog>;
}

async function readUsers(table: Table, { kind, name }: { kind: CatalogKind; name: string }): Promise<User[]> {
  return (await table.queryAll({ of: { kind: `${USE_PREFIX}${kind}#${name}` } })).map(userOf);
}

interface Removed {
  kind: CatalogKind;
  name: string;
  fromGeneration: number | undefined;
}

async function removeItem(table: Table, clock: Clock, of: Removed, { by, evict }: Removal): Promise<void> {
  const { kind, name, fromGeneration } = of;
  const key = keyOf(kind, name);
  const removal = clock.uuid();
  const marked = await table.update(
    key,
    { deletingAt: isoNow(clock), removal },
    fromGeneration === undefined ? { when: isThere } : { when: isSameGeneration, values: { ':from': fromGeneration } },
  );
  if (!marked) throw stale(of, await readItem(table, kind, name));
  const mine = { when: isMyRemoval, values: { ':removal': removal } };
  const lift = async () => await table.update(key, { deletingAt: undefined, removal: undefined }, mine);
  const users = await readUsers(table, { kind, name });
  if (users.length > 0 && !evict) {
    await lift();
    const details = { users: users.slice(0, 100) };
    throw new Fault('object.in_use', `${kind} ${name} is used by ${inWords(users)}`, { details });
  }
  try {
    if (users.length > 0) await evict?.(users);
  } catch (thrown) {
    await lift();
    throw thrown;
  }
  for (const user of users) await table.delete(rowOfUse(of, user));
  if (by !== undefined) {
    const removed = { at: isoNow(clock), by, forced: users.length > 0 };
    await table.put(rowOfRemoved(itemOf(table, kind, marked), removed));
  }
  if (!(await table.delete(key, mine)) && (await readItem(table, kind, name))) {
    throw new Fault('object.in_use', `${kind} ${name} is being removed by somebody else`);
  }
}

/** Idempotent by name and by what was asked for: the same request again is the same item. */
function sameRequest<Kind extends CatalogKind>(found: CatalogItem<Kind>, asked: CatalogItem<Kind>): CatalogItem<Kind> {
  const sameKey = found.lastRequest !== undefined && found.lastRequest.key === asked.lastRequest?.key;
  if (!sameKey) throw new Fault('name.taken', `there is a ${asked.kind} ${asked.name} already`);
  if (found.lastRequest?.hash !== asked.lastRequest?.hash) {
    throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
  }
  return found;
}

/** A precondition that fails is said before anything that keeps the change from being made. */
function stale({ kind, name, fromGeneration }: Removed, found: CatalogItem | undefined): Fault {
  if (!found) return notFound(kind, name);
  const isSame = fromGeneration === undefined || fromGeneration === found.generation;
  if (isSame && found.deletingAt) return new Fault('object.in_use', `${kind} ${name} is being removed`);
  return new Fault('request.precondition_failed', `${kind} ${name} has generation ${found.generation} now`);
}

/** `schedule shop, backup bk-… and 7 more` */
function inWords(users: readonly User[]): string {
  const named = users.map((user) => `${user.kind} ${user.name}`);
  return nameSome(named, 3);
}
