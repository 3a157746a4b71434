import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered, type Schemas } from '../../client/client.ts';
import type { Phase } from '../../functions/domain/operation/phase.ts';
import { ruleExample } from '../support/rule-examples.ts';
import { cluster } from './harness/cluster.ts';
import { killPod } from './harness/control.ts';
import { createLockedWriter, leftInPod, writes } from './product/locked-writer.ts';
import { endsAs } from './product/outcome.ts';
import { type Product, startProduct } from './product/product.ts';
import { deleteNamespace, getJson, podsReady } from './product/workload.ts';

const running = cluster();
const run = randomBytes(3).toString('hex');
const CASES = ['fails', 'hangs', 'none', 'gone', 'twice', 'cancel', 'both', 'away'] as const;
const nameOf = (what: (typeof CASES)[number]) => `frozen-${what}-${run}`;
const all = CASES.map(nameOf);
type Action = Schemas['RuleRequest']['actions'][number];

let product: Product;

/** The lock of the writer, and after it another action in its container. */
async function makeRule(name: string, ...more: Partial<Action>[]): Promise<string> {
  const { actions } = ruleExample('lock-writer');
  const [{ podSelector } = { podSelector: {} }] = actions;
  const after = more.map((one) => ({ podSelector, command: 'true', ...one }));
  await answered(product.api.POST('/v1/rules', { body: { name, actions: [...actions, ...after] } }));
  return name;
}

beforeAll(async () => {
  await Promise.all(all.map(async (namespace) => await createLockedWriter(running, namespace)));
  product = await startProduct(running, { execNamespaces: all });
  await makeRule('lock');
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, ...all);
});

const start = async (what: (typeof CASES)[number], preExecRule: string, maxFreeze = '60s') =>
  await product.startBackup(nameOf(what), { preExecRule, maxFreeze, offload: false });

/** However it ends: the writer writes again, and nothing of the rule is left in its pod. */
async function thawed(what: (typeof CASES)[number], id: string, phases: readonly Phase[]) {
  const { operation } = await endsAs(running, product, id, phases);
  await writes(running, nameOf(what));
  expect(await leftInPod(running, nameOf(what))).toBe('');
  const actions = await product.ledger.readActions(id);
  return { operation, freeze: operation.freezes?.[0], actions };
}

describe.concurrent('an application that is frozen for a backup is thawed', () => {
  it('when a command after it fails', async () => {
    const id = await start('fails', await makeRule('fails', { command: 'echo no server; exit 3' }));
    const { operation, freeze, actions } = await thawed('fails', id, ['Failed']);
    expect(operation.error).toMatchObject({ code: 'rule.failed' });
    expect(freeze).toMatchObject({ thawedBy: 'us', thawedAt: expect.any(String) });
    expect(actions[1]).toMatchObject({ outcome: 'Failed', exitCode: 3, output: 'no server\n' });
  });

  it('when a command after it hangs, which is ended with what it has started', async () => {
    const id = await start('hangs', await makeRule('hangs', { command: 'sleep 300 & sleep 301', timeout: '2s' }));
    const { operation, freeze } = await thawed('hangs', id, ['Failed']);
    expect(operation.error).toMatchObject({ code: 'rule.timed_out' });
    expect(freeze).toMatchObject({ thawedBy: 'us', thawedAt: expect.any(String) });
  });

  it('never, where an action matches no pod: nothing was begun', async () => {
    const podSelector = { matchLabels: { app: 'not-there' } };
    const id = await start('none', await makeRule('none', { podSelector }));
    const { operation, actions } = await thawed('none', id, ['Failed']);
    expect(operation.error).toMatchObject({ code: 'rule.no_match' });
    expect(actions).toEqual([]);
  });

  it('when its pod is deleted half-way: another one was never frozen', async () => {
    const id = await start('gone', 'lock');
    await product.before(id, 'runPostExecRules', async () => {
      const { items } = await getJson<{ items: { metadata: { name: string } }[] }>(running, [
        'pod',
        '-n',
        nameOf('gone'),
      ]);
      await killPod(running, nameOf('gone'), items[0]?.metadata.name ?? '');
      await podsReady(running, nameOf('gone'), 1);
    });
    const { operation, actions } = await thawed('gone', id, ['Failed']);
    expect(operation.error).toMatchObject({ code: 'rule.interrupted' });
    expect(actions.at(-1)).toMatchObject({ does: 'undo', outcome: 'PodGone' });
  });

  it('once, when the function is delivered twice', async () => {
    const counting = { command: 'echo ran', undo: 'echo ran' };
    const id = await start('twice', await makeRule('twice', counting));
    for (const step of ['runPreExecRules', 'runPostExecRules']) {
      product.around(id, step, async (next) => (await Promise.all([next(), next()]))[0]);
    }
    const { actions } = await thawed('twice', id, ['Succeeded']);
    expect(actions.map(({ does, outcome }) => [does, outcome])).toEqual([
      ['preExec', 'Succeeded'],
      ['preExec', 'Succeeded'],
      ['undo', 'Succeeded'],
      ['undo', 'Succeeded'],
    ]);
  });

  it('when the backup is cancelled', async () => {
    const id = await start('cancel', 'lock');
    await product.before(id, 'createSnapshots', async () => {
      await answered(product.api.POST('/v1/backups/{id}/cancel', { params: { path: { id } }, body: {} }));
    });
    const { freeze } = await thawed('cancel', id, ['Cancelled']);
    expect(freeze).toMatchObject({ thawedBy: 'us', thawedAt: expect.any(String) });
  });

  it('by its own backup alone, when two of one namespace begin at once', async () => {
    const ids = await Promise.all([start('both', 'lock'), start('both', 'lock')]);
    // While one of them has not ended, what is in the pod is its own.
    for (const id of ids) await product.ended(id);
    const ended = await Promise.all(ids.map(async (id) => await thawed('both', id, ['Succeeded'])));
    const [first, second] = ended
      .map(({ freeze }) => freeze)
      .toSorted((a, b) => (a?.startedAt ?? '').localeCompare(b?.startedAt ?? ''));
    expect(first?.thawedAt).toMatch(/T/);
    expect((first?.thawedAt ?? '') <= (second?.startedAt ?? '')).toBe(true);
  });
});

it('an application thaws by itself when the API server is away from pre-exec on, and the record says so', async () => {
  const id = await start('away', 'lock', '15s');
  await product.before(id, 'createSnapshots', async () => await product.apiServer.cut());
  await writes(running, nameOf('away'));
  await product.apiServer.mend();
  const { operation, freeze } = await thawed('away', id, ['Failed']);
  expect(operation.error).toMatchObject({ code: 'thaw.expired' });
  expect(freeze).toMatchObject({ thawedBy: 'timer' });
});
