import { describe, expect, it } from 'vitest';
import { FREEZE, THAW } from './harness/application.ts';
import { SHOP } from './harness/cluster.ts';
import { createCart, startRuledShop } from './harness/ruled-shop.ts';
import { action, ruledBackupOf, rulesOf } from './harness/ruled-subject.ts';

const HOLD = `${FREEZE}; \${WAIT_CMD}`;

const { actionsOf, backUp, onShop, world } = await startRuledShop();

describe('a backup with rules', () => {
  it('says how long the application stood still, by whom it was thawed, and what ran where', async () => {
    await onShop(async (cluster) => {
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [action(THAW)]));
      expect(ended.phase).toBe('Succeeded');
      expect(ended.freezes).toEqual([
        expect.objectContaining({
          group: 0,
          namespaces: [SHOP],
          thawedBy: 'us',
          actions: 2,
          seconds: expect.any(Number),
        }),
      ]);
      const [before, after] = await actionsOf(ended);
      expect(before).toMatchObject({
        does: 'preExec',
        namespace: SHOP,
        container: 'main',
        outcome: 'Succeeded',
        exitCode: 0,
      });
      expect(after).toMatchObject({ does: 'postExec', outcome: 'Succeeded', armed: true, thawedBy: 'us' });
    });
  });

  it('runs each command as long as its session where its container cannot be written in, and keeps the last it prints', async () => {
    await onShop(async (cluster) => {
      const { application } = cluster;
      application.hasFolder = false;
      application.prints[FREEZE] = `${'much\n'.repeat(2000)}that is why`;
      application.prints[THAW] = 'well';
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [action(THAW)]));
      expect(ended).toMatchObject({ phase: 'Succeeded', warnings: [expect.stringContaining('has no timer')] });
      const [before, after] = await actionsOf(ended);
      expect(before?.output).toMatch(/^…\n[much]*\n(much\n)+that is why$/);
      expect(before?.output?.length).toBeLessThanOrEqual(4096);
      expect(after).toMatchObject({ outcome: 'Succeeded', output: 'well', thawedBy: 'us' });
    });
  });

  it('ends a command after 40 s at most where its container cannot be written in, and thaws', async () => {
    await onShop(async (cluster) => {
      const { application } = cluster;
      application.hasFolder = false;
      application.exits['hang'] = Number.POSITIVE_INFINITY;
      const long = { ...action('hang'), timeout: '5m' };
      const ended = await backUp(cluster, rulesOf([action(FREEZE), long], [action(THAW)]));
      expect(ended.error).toMatchObject({ code: 'rule.timed_out', message: expect.stringContaining('within 40 s') });
      expect(application.begun).toEqual({ [FREEZE]: 1, hang: 1, [THAW]: 1 });
    });
  });

  it('freezes one namespace after the other, or all at once', async () => {
    for (const quiesceGroup of ['namespace', 'all'] as const) {
      await onShop(async (cluster) => {
        await createCart(cluster);
        const subject = ruledBackupOf(rulesOf([action(FREEZE)], [action(THAW)], { quiesceGroup }));
        Object.assign(subject.spec, { selection: { kind: 'namespaces', namespaces: [SHOP, 'cart'] } });
        const ended = await world.run(subject, cluster);
        expect(ended.phase).toBe('Succeeded');
        const groups = ended.freezes?.map(({ namespaces }) => namespaces);
        expect(groups).toEqual(quiesceGroup === 'all' ? [['cart', SHOP]] : [['cart'], [SHOP]]);
        expect(cluster.application.frozen).toHaveLength(quiesceGroup === 'all' ? 1 : 2);
      });
    }
  });

  it('has nothing to thaw where its command has ended and left nothing', async () => {
    await onShop(async (cluster) => {
      const ended = await backUp(cluster, rulesOf([action('checkpoint')], []));
      expect(ended).toMatchObject({
        phase: 'Succeeded',
        freezes: [{ thawedBy: 'us', thawedAt: expect.any(String), seconds: expect.any(Number) }],
      });
    });
  });

  it('takes each action back by its undo where no post-exec rule is for its container', async () => {
    await onShop(async (cluster) => {
      const ended = await backUp(cluster, rulesOf([action(FREEZE, { undo: THAW })], []));
      expect(ended.phase).toBe('Succeeded');
      expect((await actionsOf(ended)).map(({ does }) => does)).toEqual(['preExec', 'undo']);
      expect(cluster.application.begun[THAW]).toBe(1);
    });
  });

  it('does not undo what never began in a container, and undoes what began and did not come to its end', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['check'] = 7;
      const actions = [action(FREEZE, { undo: THAW }), action('check'), action('lock', { undo: 'unlock' })];
      const ended = await backUp(cluster, rulesOf(actions, []));
      expect(ended.error).toMatchObject({ code: 'rule.failed', stage: 'RunPreExecRules' });
      expect(cluster.application.begun).toEqual({ [FREEZE]: 1, check: 1, [THAW]: 1 });
      const outcomes = (await actionsOf(ended)).map(({ does, outcome, startedAt }) => [does, outcome, !!startedAt]);
      expect(outcomes).toEqual([
        ['preExec', 'Succeeded', true],
        ['preExec', 'Failed', true],
        ['preExec', 'NotBegun', false],
        ['undo', 'Succeeded', true],
        ['undo', 'NotBegun', false],
      ]);
      expect(ended.freezes?.[0]).not.toHaveProperty('thawFailed');

      cluster.application.reset();
      cluster.application.exits['lock'] = Number.POSITIVE_INFINITY;
      const hung = await backUp(cluster, rulesOf([action('lock', { undo: 'unlock' })], []));
      expect(hung.error).toMatchObject({ code: 'rule.timed_out' });
      expect(cluster.application.begun).toEqual({ lock: 1, unlock: 1 });
    });
  });

  it('holds with a background action what is let go as soon as all is cut', async () => {
    await onShop(async (cluster) => {
      const ended = await backUp(cluster, rulesOf([action(HOLD, { background: true })], []));
      expect(ended).toMatchObject({ phase: 'Succeeded', freezes: [{ thawedBy: 'us' }] });
      expect(await actionsOf(ended)).toMatchObject([{ outcome: 'Succeeded', heldAt: expect.any(String) }]);
    });
  });

  it('fails before anything is frozen where an action matches no pod, and says which', async () => {
    await onShop(async (cluster) => {
      const nobody = action(THAW, { podSelector: { matchLabels: { app: 'nobody' }, matchExpressions: [] } });
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [nobody]));
      expect(ended.error).toMatchObject({ code: 'rule.no_match', stage: 'RunPreExecRules' });
      expect(ended.error?.message).toContain('action 0 of rule awake matches no running pod (app=nobody)');
      expect(cluster.application.begun).toEqual({});
      const lenient = await backUp(
        cluster,
        rulesOf([action(FREEZE, { undo: THAW })], [{ ...nobody, onNoMatch: 'warn' }]),
      );
      expect(lenient.phase).toBe('Succeeded');
      expect(lenient.warnings.join()).toContain('rule awake matches no running pod');
    });
  });

  it('thaws, and fails, when a command fails; or goes on and warns, as the action says', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['check'] = 7;
      const failed = await backUp(cluster, rulesOf([action(FREEZE), action('check')], [action(THAW)]));
      expect(failed.error).toMatchObject({ code: 'rule.failed', stage: 'RunPreExecRules' });
      expect(failed.error?.message).toMatch(
        /^action 1 of the pre-exec rule in container main of pod shop\/.*exit code 7/,
      );
      expect(failed.freezes).toMatchObject([{ thawedBy: 'us' }]);
      cluster.application.reset();
      cluster.application.exits['check'] = 7;
      const went = await backUp(
        cluster,
        rulesOf([action(FREEZE), action('check', { onError: 'continue' })], [action(THAW)]),
      );
      expect(went).toMatchObject({ phase: 'Succeeded', warnings: [expect.stringContaining('exit code 7')] });
    });
  });

  it('ends a command that hangs, and thaws', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['hang'] = Number.POSITIVE_INFINITY;
      const ended = await backUp(cluster, rulesOf([action(FREEZE), action('hang')], [action(THAW)]));
      expect(ended.error).toMatchObject({ code: 'rule.timed_out' });
      expect(ended.error?.message).toContain('it was ended');
      expect(ended.freezes?.[0]?.seconds).toBeLessThan(40);
    });
  });

  it('ends a command that runs when the application is to thaw, and cuts as after a crash where it is to go on', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['hang'] = Number.POSITIVE_INFINITY;
      const long = { ...action('hang'), timeout: '5m' };
      const rules = rulesOf([action(FREEZE), long], [action(THAW)], { maxFreezeSeconds: 20, onMaxFreeze: 'continue' });
      const ended = await backUp(cluster, rules);
      expect(ended).toMatchObject({
        phase: 'Succeeded',
        freezes: [{ crashConsistent: expect.stringContaining('maxFreeze'), thawedBy: expect.any(String) }],
      });
      expect(await actionsOf(ended)).toContainEqual(
        expect.objectContaining({ outcome: 'TimedOut', message: expect.stringContaining('maxFreeze') }),
      );
    });
  });

  it('ends a command that runs when somebody cancels, and thaws at once', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['hang'] = Number.POSITIVE_INFINITY;
      const { plane } = world;
      const long = { ...action('hang'), timeout: '5m' };
      const operationId = await world.start(ruledBackupOf(rulesOf([action(FREEZE), long], [action(THAW)])), cluster);
      while (!cluster.application.begun['hang']) await plane.clock.advance(1000);
      await plane.services.ledger.requestCancel(operationId, 'somebody');

      const ended = await world.ended(operationId);

      expect(ended).toMatchObject({ phase: 'Cancelled', freezes: [{ thawedBy: 'us' }] });
      expect(ended.freezes?.[0]?.seconds).toBeLessThan(20);
      expect(cluster.application.frozen.filter(({ to }) => to === undefined)).toEqual([]);
      expect(cluster.application.left()).toEqual([]);
    });
  });

  it('fails when a thaw fails, says so of the application, and uploads nothing', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['broken'] = 1;
      const rules = rulesOf([action(FREEZE)], [action('broken'), action(THAW)]);
      const ended = await backUp(cluster, rules);
      expect(ended.error).toMatchObject({ code: 'rule.thaw_failed', stage: 'RunPostExecRules' });
      expect(ended.freezes).toMatchObject([{ thawFailed: expect.stringContaining('exit code 1') }]);
      expect(cluster.kopia.runs['snapshot']).toBeUndefined();
    });
  });
});

describe('an application that is not cut in time', () => {
  const slow = { on: 'snapshot', effect: { cutDelayMs: 60_000 } } as const;
  const brief = { maxFreezeSeconds: 20 };

  it('thaws by its own timer, and the backup fails', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add(slow);
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [action(THAW)], brief));
      expect(ended.error).toMatchObject({ code: 'thaw.expired' });
      expect(ended.freezes?.[0]?.seconds).toBeLessThan(25);
    });
  });

  it('is cut as after a crash where the backup says so, and the record says it', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add(slow);
      const rules = rulesOf([action(FREEZE)], [action(THAW)], { ...brief, onMaxFreeze: 'continue' });
      const ended = await backUp(cluster, rules);
      expect(ended).toMatchObject({
        phase: 'Succeeded',
        freezes: [{ crashConsistent: expect.stringContaining('before all of the volumes were cut') }],
      });
      expect(ended.warnings.join()).toContain('maxFreeze');
    });
  });

  it('is not taken for quiesced when its timer has fired in the second before the cut', async () => {
    await onShop(async (cluster) => {
      world.meddle(async ({ step, turn, next }) => {
        if (step === 'createSnapshots' && turn === 1) await world.plane.clock.sleep(20_300);
        return await next();
      });
      const ended = await backUp(cluster, rulesOf([action(FREEZE)], [action(THAW)], brief));
      expect(ended).toMatchObject({ error: { code: 'thaw.expired' }, freezes: [{ thawedBy: 'timer' }] });
    });
  });

  it('thaws by its own timer when the control plane is killed and does not come back, and the record says by whom', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add({ on: 'snapshot', effect: { cutDelayMs: 100_000 } });
      const { plane } = world;
      const operationId = await world.start(ruledBackupOf(), cluster);
      const stageOf = async () => (await plane.services.ledger.readOperation(operationId))?.stage;
      while ((await stageOf()) !== 'RetainSnapshots') await plane.clock.advance(1000);
      await plane.restart({ after: 400_000 });
      const ended = await world.ended(operationId);
      expect(ended).toMatchObject({ phase: 'Failed', freezes: [{ thawedBy: 'timer' }] });
      const [{ from, to = 0 } = { from: 0 }] = cluster.application.frozen;
      expect((to - from) / 1000).toBeLessThan(302);
      expect(cluster.application.begun).toEqual({ [FREEZE]: 1, [THAW]: 1 });
    });
  });

  it('counts of a command whose end is seen late only what lies within the freeze', async () => {
    await onShop(async (cluster) => {
      cluster.application.exits['hang'] = Number.POSITIVE_INFINITY;
      const { plane } = world;
      const rules = rulesOf([action(FREEZE), { ...action('hang'), timeout: '5m' }], [action(THAW)]);
      const operationId = await world.start(ruledBackupOf(rules), cluster);
      while (!cluster.application.begun['hang']) await plane.clock.advance(1000);
      await plane.restart({ after: 400_000 });
      const { freezes } = await world.ended(operationId);
      expect(freezes).toMatchObject([{ thawedBy: 'timer' }]);
      expect(freezes?.[0]?.seconds).toBeLessThan(302);
      expect(freezes?.[0]?.commandSeconds).toBeLessThanOrEqual(freezes?.[0]?.seconds ?? 0);
    });
  });

  it('is not taken for quiesced when its pod is deleted half-way: another one may have written before the cut', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add({ on: 'snapshot', effect: { cutDelayMs: 10_000 } });
      world.meddle(async ({ step, turn, next }) => {
        const { objects } = cluster.simulator;
        if (step === 'retainSnapshots' && turn === 1) {
          for (const { metadata } of objects.list('pods', SHOP)) objects.remove('pods', `${SHOP}/${metadata.name}`);
        }
        return await next();
      });
      const ended = await world.run(ruledBackupOf(), cluster);
      expect(await actionsOf(ended)).toMatchObject([{ outcome: 'Succeeded' }, { outcome: 'PodGone' }]);
      expect(ended).toMatchObject({
        phase: 'Failed',
        error: { code: 'rule.interrupted' },
      });
      expect(ended.freezes?.[0]).not.toHaveProperty('thawedBy');
    });
  });

  it('is not cut as quiesced when what a background action held was lost before', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add(slow);
      const rules = rulesOf([action(HOLD, { background: true })], [], brief);
      const ended = await backUp(cluster, rules);
      expect(ended.error).toMatchObject({ code: 'thaw.expired' });
      expect(ended.freezes).toMatchObject([{ thawedBy: 'timer' }]);
    });
  });
});

describe('two backups of one namespace in the same minute, both with rules', () => {
  it('freeze it one after the other: neither thaws the other before its cut', async () => {
    await onShop(async (cluster) => {
      cluster.simulator.faults.add({ on: 'snapshot', effect: { cutDelayMs: 20_000 } });
      const subject = ruledBackupOf();
      const ids = await Promise.all([world.start(subject, cluster), world.start(subject, cluster)]);
      const ended = [await world.ended(ids[0] ?? ''), await world.ended(ids[1] ?? '')];
      await world.plane.clock.advance(60_000);
      expect(ended.map(({ phase }) => phase)).toEqual(['Succeeded', 'Succeeded']);
      const { frozen } = cluster.application;
      expect(frozen).toHaveLength(2);
      expect(frozen[0]?.to).toBeLessThanOrEqual(frozen[1]?.from ?? 0);
      for (const { operationId } of ended) {
        for (const { timings } of await world.plane.services.ledger.readVolumes(operationId)) {
          const at = Date.parse(timings.cutAt ?? '');
          expect(frozen.some(({ from, to = 0 }) => at >= Math.floor(from / 1000) * 1000 && at <= to)).toBe(true);
        }
      }
    });
  });
});
