import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cursorOf, keyOf as keyIn } from '../../domain/cursor.ts';
import { Fault } from '../../domain/errors.ts';
import { nameSome } from '../../domain/name-some.ts';
import { type Clock, isoNow } from '../clock/clock.ts';
import { updateOf } from '../dynamodb/expression.ts';
import { type RowLog, readRows } from '../dynamodb/read-row.ts';
import { createTable } from '../dynamodb/table.ts';
import {
  type Catalog,
  type CatalogChange,
  type CatalogItem,
  type CatalogKind,
  type NewItem,
  notFound,
  type User,
} from './catalog.ts';
import { itemOf, keyOf, removedOf, rowOfRemoved, rowOfUse, TOMBSTONE_PREFIX, USE_PREFIX, userOf } from './rows.ts';

const NAMES = { '#name': 'name' };
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

  const catalog: Catalog = {
    async create<Kind extends CatalogKind>(item: NewItem<Kind>) {
      // A name that goes between our put and our read is tried again; more than twice is somebody's loop.
      for (let tries = 0; tries < 3; tries += 1) {
        if (await table.put({ ...item }, isNew, NAMES)) return { created: true, item: item as CatalogItem<Kind> };
        const found: CatalogItem<Kind> | undefined = await catalog.read(item.kind, item.name);
        if (found) return { created: false, item: sameRequest(found, item) };
      }
      throw new Fault('service.unavailable', `${item.kind} ${item.name} is being made and removed by others`);
    },

    async read<Kind extends CatalogKind>(kind: Kind, name: string) {
      const row = await table.get(keyOf(kind, name));
      return row && itemOf(table, kind, row);
    },

    async readMany<Kind extends CatalogKind>(kind: Kind, names: Iterable<string>) {
      const rows = await table.getMany([...new Set(names)].map((name) => keyOf(kind, name)));
      return new Map(readRows(rows, (row) => itemOf(table, kind, row), log).map((item) => [item.name, item]));
    },

    async list<Kind extends CatalogKind>(kind: Kind, cursor?: string, limit = 100) {
      const { items, next } = await table.query({
        condition: '#kind = :kind',
        names: { '#kind': 'kind' },
        values: { ':kind': kind },
        limit,
        start: cursor === undefined ? undefined : keyOf(kind, keyIn({ kind }, cursor)),
      });
      const page = readRows(items, (row) => itemOf(table, kind, row), log);
      return next ? { items: page, nextCursor: cursorOf({ kind }, String(next.name)) } : { items: page };
    },

    async update<Kind extends CatalogKind>(item: CatalogChange<Kind>, fromGeneration: number) {
      const { kind, name, uid, spec, secretArn, lastRequest } = item;
      const changes = {
        spec,
        ...(secretArn === undefined ? {} : { secretArn }),
        ...(lastRequest === undefined ? {} : { lastRequest }),
        generation: fromGeneration + 1,
        updatedAt: isoNow(clock),
      };
      const expression = updateOf(changes, {
        names: ['uid', 'generation', 'deletingAt'],
        values: { ':uid': uid, ':from': fromGeneration },
      });
      const condition = [isSameThing, isSameGeneration, isNotGoing].join(' AND ');
      const row = await table.update(keyOf(kind, name), expression, condition);
      if (row) return itemOf(table, kind, row);
      throw stale({ kind, name, fromGeneration }, await catalog.read(kind, name));
    },

    async writeStatus(kind, name, uid, status) {
      const aliases = Object.fromEntries(Object.keys(status).map((key, n) => [`#s${n}`, key]));
      const entries = Object.entries(status).map(([, value], n) => ({ n, value }));
      const set = entries.filter(({ value }) => value !== undefined);
      const gone = entries.filter(({ value }) => value === undefined);
      const clauses = [
        ...(set.length > 0 ? [`SET ${set.map(({ n }) => `#status.#s${n} = :s${n}`).join(', ')}`] : []),
        ...(gone.length > 0 ? [`REMOVE ${gone.map(({ n }) => `#status.#s${n}`).join(', ')}`] : []),
      ];
      if (clauses.length === 0) return;
      const expression = {
        UpdateExpression: clauses.join(' '),
        ExpressionAttributeNames: { '#status': 'status', '#uid': 'uid', ...aliases },
        ExpressionAttributeValues: { ':uid': uid, ...Object.fromEntries(set.map(({ n, value }) => [`:s${n}`, value])) },
      };
      await table.update(keyOf(kind, name), expression, isSameThing);
    },

    async remove(kind, name, fromGeneration, { by, evict } = {}) {
      const key = keyOf(kind, name);
      const removal = clock.uuid();
      const marked = await table.update(
        key,
        updateOf(
          { deletingAt: isoNow(clock), removal },
          fromGeneration === undefined
            ? { names: ['name'] }
            : { names: ['generation'], values: { ':from': fromGeneration } },
        ),
        fromGeneration === undefined ? isThere : isSameGeneration,
      );
      if (!marked) throw stale({ kind, name, fromGeneration }, await catalog.read(kind, name));
      const lift = async () => {
        const lifted = { deletingAt: undefined, removal: undefined };
        const expression = updateOf(lifted, { values: { ':removal': removal }, names: ['removal'] });
        await table.update(key, expression, isMyRemoval);
      };
      const users = await readUsers(kind, name);
      if (users.length > 0 && !evict) {
        await lift();
        throw new Fault('object.in_use', `${kind} ${name} is used by ${inWords(users)}`, {
          details: { users: users.slice(0, 100) },
        });
      }
      try {
        if (users.length > 0) await evict?.(users);
      } catch (thrown) {
        await lift();
        throw thrown;
      }
      for (const user of users) await catalog.removeUse({ kind, name }, user);
      if (by !== undefined) {
        const removed = { at: isoNow(clock), by, forced: users.length > 0 };
        await table.put(rowOfRemoved(itemOf(table, kind, marked), removed));
      }
      const mine = { text: isMyRemoval, names: { '#removal': 'removal' }, values: { ':removal': removal } };
      const removed = await table.delete(key, mine);
      if (!removed && (await catalog.read(kind, name))) {
        throw new Fault('object.in_use', `${kind} ${name} is being removed by somebody else`);
      }
    },

    async listRemoved<Kind extends CatalogKind>(kind: Kind, cursor?: string, limit = 100) {
      const of = `${TOMBSTONE_PREFIX}${kind}`;
      const { items, next } = await table.query({
        condition: '#kind = :kind',
        names: { '#kind': 'kind' },
        values: { ':kind': of },
        limit,
        start: cursor === undefined ? undefined : keyOf(of, keyIn({ kind: of }, cursor)),
      });
      const page = readRows(items, (row) => removedOf(table, kind, row), log);
      return next ? { items: page, nextCursor: cursorOf({ kind: of }, String(next.name)) } : { items: page };
    },

    async readRemoved<Kind extends CatalogKind>(kind: Kind, name: string) {
      const rows = await table.queryAll({
        condition: '#kind = :kind AND begins_with(#name, :name)',
        names: { '#kind': 'kind', '#name': 'name' },
        values: { ':kind': `${TOMBSTONE_PREFIX}${kind}`, ':name': `${name}#` },
      });
      return rows
        .map((row) => removedOf(table, kind, row))
        .toSorted((a, b) => (a.removed.at < b.removed.at ? 1 : -1))[0];
    },

    async addUse(used, user) {
      await table.put(rowOfUse(used, user));
      const found = await catalog.read(used.kind, used.name);
      if (found && !found.deletingAt) return;
      await catalog.removeUse(used, user);
      if (!found) throw notFound(used.kind, used.name);
      throw new Fault('object.in_use', `${used.kind} ${used.name} is being removed`);
    },

    async removeUse(used, user) {
      const { kind, name } = rowOfUse(used, user);
      await table.delete({ kind, name });
    },
  };

  async function readUsers(kind: CatalogKind, name: string) {
    const rows = await table.queryAll({
      condition: '#kind = :kind',
      names: { '#kind': 'kind' },
      values: { ':kind': `${USE_PREFIX}${kind}#${name}` },
    });
    return rows.map(userOf);
  }

  return catalog;
}

/** Idempotent by name and by what was asked for: the same request again is the same item. */
function sameRequest<Kind extends CatalogKind>(found: CatalogItem<Kind>, asked: NewItem<Kind>): CatalogItem<Kind> {
  const sameKey = found.lastRequest !== undefined && found.lastRequest.key === asked.lastRequest?.key;
  if (!sameKey) throw new Fault('name.taken', `there is a ${asked.kind} ${asked.name}`);
  if (found.lastRequest?.hash !== asked.lastRequest?.hash) {
    throw new Fault('request.idempotency_mismatch', 'the Idempotency-Key was used with another body');
  }
  return found;
}

/** A precondition that fails is said before anything that keeps the change from being made. */
function stale(
  { kind, name, fromGeneration }: { kind: CatalogKind; name: string; fromGeneration: number | undefined },
  found: CatalogItem | undefined,
): Fault {
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
