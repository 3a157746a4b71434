import { describe, expect, it } from 'vitest';
import { FREEZE, THAW } from './harness/application.ts';
import { SHOP } from './harness/cluster.ts';
import { createCart, startRuledShop } from './harness/ruled-shop.ts';
import { action, ruledBackupOf, rulesOf } from './harness/ruled-subject.ts';

const { actionsOf, backUp, onShop, world } = await startRuledShop();

describe('a backup whose commands go wrong', () => {
  it('thaws a container only once a command that is ended slowly has come to its end', async () => {
    await onShop(async (cluster) => {
      const { application } = cluster;
      Object.assign(application, { exits: { hang: Number.POSITIVE_INFINITY }, dying: { hang: 2000 } });
      const { plane } = world;
      const long = { ...action('hang', { undo: THAW }), timeout: '5m' };
      const operationId = await world.start(ruledBackupOf(rulesOf([long], [])), cluster);
      while (!application.begun['hang']) await plane.clock.advance(1000);
      await plane.services.ledger.requestCancel(operationId, 'somebody');

      const ended = await world.ended(operationId);

      expect(ended).toMatchObject({ phase: 'Cancelled', freezes: [{ thawedBy: 'us' }] });
      expect(application.frozen).toEqual([{ from: expect.any(Number), to: expect.any(Number) }]);
      expect(application.left()).toEqual([]);
    });
  });

  it('waits for no other pod once a command has failed: what still runs there is ended', async () => {
    await onShop(async (cluster) => {
      await createCart(cluster);
      cluster.application.exits['check'] = [Number.POSITIVE_INFINITY, 7];
      const long = { ...action('check'), timeout: '5m' };
      const rules = rulesOf([action(FREEZE), long], [action(THAW)], { quiesceGroup: 'all' });
      const subject = ruledBackupOf(rules);
      Object.assign(subject.spec, { selection: { kind: 'namespaces', namespaces: [SHOP, 'cart'] } });
      const ended = await world.run(subject, cluster);
      expect(ended).toMatchObject({ error: { code: 'rule.failed' }, freezes: [{ thawedBy: 'us' }] });
      expect(ended.freezes?.[0]?.seconds).toBeLessThan(20);
      expect(cluster.application.begun['check']).toBe(2);
    });
  });

  it('does not take a command for done that ends well because its time is over', async () => {
    await onShop(async (cluster) => {
      cluster.application.overdue.add('check');
      const ended = await backUp(cluster, rulesOf([action(FREEZE), action('check')], [action(THAW)]));
      expect(ended.error).toMatchObject({ code: 'rule.timed_out' });
      const [, row] = await actionsOf(ended);
      expect(row).toMatchObject({ outcome: 'TimedOut', exitCode: 0, message: expect.stringContaining('it was ended') });
    });
  });

  it('says of a thaw that its time was over', async () => {
    await onShop(async (cluster) => {
      cluster.application.overdue.add(THAW);
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [action(THAW)]));
      const message = expect.stringMatching(/within \d+ s; it was ended/);
      expect(ended.error).toMatchObject({ code: 'rule.thaw_failed', message });
      expect(ended.freezes?.[0]).not.toHaveProperty('seconds');
      expect((await actionsOf(ended))[1]).toMatchObject({ outcome: 'TimedOut', message });
    });
  });

  it('warns of a thaw that failed where another failure came first', async () => {
    await onShop(async (cluster) => {
      Object.assign(cluster.application.exits, { check: 7, broken: 9 });
      const ended = await backUp(cluster, rulesOf([action(FREEZE), action('check')], [action('broken'), action(THAW)]));
      expect(ended.error).toMatchObject({ code: 'rule.failed' });
      expect(ended.warnings).toContainEqual(expect.stringMatching(/exit code 9.*look at the application now/));
    });
  });

  it('fails for a command that failed, and not for the deadline that was over before it was heard of', async () => {
    await onShop(async (cluster) => {
      Object.assign(cluster.application, { exits: { check: 7 }, takes: { check: 16_000 } });
      const rules = rulesOf([action(FREEZE), action('check')], [action(THAW)], { maxFreezeSeconds: 15 });
      const ended = await backUp(cluster, rules);
      expect(ended.error).toMatchObject({ code: 'rule.failed', message: expect.stringContaining('exit code 7') });
      expect(ended.freezes).toMatchObject([{ thawedBy: 'timer' }]);
    });
  });
});
