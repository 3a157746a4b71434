import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { ruleExample } from '../support/rule-examples.ts';
import { cluster } from './harness/cluster.ts';
import type { DatabaseName } from './harness/databases.ts';
import { createDatabase, type RowWriter, rowsOf, startRows, type Times } from './product/databases.ts';
import { createLockedWriter, linesIn, writes } from './product/locked-writer.ts';
import { endsAs } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { deleteNamespace, podsReady, snapshotFolder, volumeFolder } from './product/workload.ts';

const running = cluster();
const suffix = randomBytes(3).toString('hex');
const namespaces = { postgres: `postgres-${suffix}`, mariadb: `mariadb-${suffix}`, writer: `writer-${suffix}` };
const copies = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${suffix}-copy-${n}`);
let product: Product;

interface Written {
  acknowledged: Times;
  begun: Times;
}

beforeAll(async () => {
  await Promise.all([
    createDatabase(running, namespaces.postgres, 'postgres'),
    createDatabase(running, namespaces.mariadb, 'mariadb'),
    createLockedWriter(running, namespaces.writer),
  ]);
  product = await startProduct(running, { execNamespaces: Object.values(namespaces) });
  const examples = ['postgres-checkpoint', 'postgres-backup-mode', 'mariadb-lock', 'lock-writer'].map(ruleExample);
  for (const body of [...examples, countedLock()]) await answered(product.api.POST('/v1/rules', { body }));
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, ...Object.values(namespaces), ...copies('postgres', 2), ...copies('mariadb', 1));
});

/** The lock, and how long the journal is once it is held, and just before it is given back. */
function countedLock() {
  const lock = ruleExample('lock-writer');
  const count = (file: string) => `wc -l </data/journal >/data/${file}`;
  const counts = {
    podSelector: { matchLabels: { app: 'locked-writer' } },
    command: count('held'),
    undo: count('released'),
  };
  return { ...lock, name: 'counted-lock', actions: [...lock.actions, counts] };
}

/** A backup with this rule, beside a writer; when all was held, and when all was cut. */
async function backUpWith(preExecRule: string, name: keyof typeof namespaces) {
  const id = await product.startBackup(namespaces[name], { preExecRule });
  const { operation } = await endsAs(running, product, id, ['Succeeded']);
  const [freeze] = operation.freezes ?? [];
  const actions = await product.ledger.readActions(id);
  expect(actions.map(({ outcome }) => outcome)).toEqual(actions.map(() => 'Succeeded'));
  expect(freeze).toMatchObject({ thawedBy: 'us', seconds: expect.any(Number) });
  const [{ heldAt, endedAt } = {}] = actions;
  const [held, cut] = [heldAt ?? endedAt, freeze?.cutAt].map((at) => Date.parse(at ?? '') / 1000);
  if (!held || !cut) throw new Error(`the record of ${id} does not say when all was held and cut`);
  return { operation, actions, window: { held, cut } };
}

/** What was known to be committed when all was held is restored, and what was begun after the cut is not. */
function expectCut(rows: Times, { acknowledged, begun }: Written, { held, cut }: { held: number; cut: number }): void {
  const before = [...acknowledged].filter(([, at]) => at < held);
  const after = [...begun].filter(([, at]) => at > cut);
  expect(Math.min(before.length, after.length)).toBeGreaterThan(20);
  expect(before.filter(([n]) => !rows.has(n))).toEqual([]);
  expect(after.filter(([n]) => rows.has(n))).toEqual([]);
}

async function restored(backup: Operation, name: DatabaseName, copy: string): Promise<Times> {
  const restore = await product.restore(backup.operationId, { [namespaces[name]]: copy });
  expect(restore).toMatchObject({ phase: 'Succeeded' });
  await podsReady(running, copy, 1);
  return await rowsOf(running, copy, name);
}

describe.concurrent('a database under load that is backed up with a rule of docs/rules.md', () => {
  async function underLoad<T>(name: DatabaseName, work: (rows: RowWriter) => Promise<T>) {
    const rows = await startRows(running, namespaces[name], name);
    await rows.more(50);
    const result = await work(rows);
    await rows.more(50);
    const { acknowledged } = rows;
    return { result, acknowledged, begun: await rows.stop() };
  }

  it('is PostgreSQL in backup mode, and after a checkpoint: what was committed before is restored, nothing after', async () => {
    const { result, ...written } = await underLoad('postgres', async (rows) => {
      const first = await backUpWith('postgres-backup-mode', 'postgres');
      await rows.more(50);
      return [first, await backUpWith('postgres-checkpoint', 'postgres')] as const;
    });
    expect(result[0].actions[0]?.output).toContain('START WAL LOCATION');
    for (const [n, copy] of copies('postgres', 2).entries()) {
      const { operation, window } = result[n] ?? result[0];
      expectCut(await restored(operation, 'postgres', copy), written, window);
    }
  });

  it('is MariaDB behind its read lock: nothing at all was committed while it was held', async () => {
    const { result, ...written } = await underLoad('mariadb', async () => await backUpWith('mariadb-lock', 'mariadb'));
    const [copy = ''] = copies('mariadb', 1);
    const { window } = result;
    const rows = await restored(result.operation, 'mariadb', copy);
    expectCut(rows, written, window);
    const before = [...written.acknowledged].filter(([, at]) => at < window.held);
    expect(rows.size - before.length, 'but for one that nobody had heard of yet').toBeLessThanOrEqual(1);
  });
});

describe('a writer that is stopped by its lock', () => {
  it('has written nothing between pre-exec and post-exec, as the snapshot itself shows', async () => {
    const { operation } = await backUpWith('counted-lock', 'writer');
    const [volume] = await product.ledger.readVolumes(operation.operationId);
    const { driver = '', handle = '' } = volume?.snapshot ?? {};
    const cut = snapshotFolder(running, driver, handle);
    const live = await volumeFolder(running, namespaces.writer, 'data');
    const held = numberIn(join(cut, 'held'));

    expect(held).toBeGreaterThan(0);
    expect(linesIn(join(cut, 'journal'))).toBe(held);
    expect(existsSync(join(cut, 'released'))).toBe(false);
    expect(numberIn(join(live, 'released'))).toBe(held);
    await writes(running, namespaces.writer);
  });
});

function numberIn(file: string): number {
  return Number(readFileSync(file, 'utf8'));
}
