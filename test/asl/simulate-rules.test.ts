import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picked } from '../../functions/domain/picked.ts';
import type { BackupRules } from '../../functions/domain/rule/backup-rules.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { FREEZE, THAW } from './harness/application.ts';
import { type AslCluster, createShop, startCluster } from './harness/cluster.ts';
import { action, ruledBackupOf, rulesOf } from './harness/ruled-subject.ts';
import { simulationOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createShop(cluster, 2);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

const NOBODY = { matchLabels: { app: 'nobody' }, matchExpressions: [] };

async function simulate(rules: BackupRules) {
  const spec = { of: 'backup', backup: backupSpec({}, { rules }) };
  const ended = await world.ended(await world.start(simulationOf(spec), cluster));
  expect(ended.phase).toBe('Succeeded');
  expect(cluster.application.begun).toEqual({});
  return ended;
}

async function backUp(rules: BackupRules) {
  cluster.application.reset();
  const ended = await world.run(ruledBackupOf(rules), cluster);
  cluster.application.reset();
  const actions = await world.plane.services.ledger.readActions(ended.operationId);
  return { ended, actions };
}

describe('a simulation of a backup with rules', () => {
  it.each<[string, BackupRules]>([
    ['a command before the cut and one after it', rulesOf([action(FREEZE)], [action(THAW)])],
    ['an undo in place of a post-exec rule', rulesOf([action(FREEZE, { undo: THAW })], [])],
    [
      'an action without a pod, which may be away',
      rulesOf([action(FREEZE), action('true', { podSelector: NOBODY, onNoMatch: 'warn' })], [action(THAW)]),
    ],
  ])('with %s names the containers in which the backup then runs each, and runs nothing', async (_, rules) => {
    const { simulation, warnings } = await simulate(rules);
    const done = await backUp(rules);

    expect(done.ended.phase).toBe('Succeeded');
    expect(simulation?.problems).toEqual([]);
    const ran = done.actions.map((one) => picked(one, 'group', 'does', 'action', 'namespace', 'pod', 'container'));
    expect(ran.length).toBeGreaterThan(0);
    expect(simulation?.actions).toEqual({ count: ran.length, actions: ran });
    expect(warnings).toEqual(done.ended.warnings);
  });

  it.each<[string, BackupRules]>([
    ['matches no pod', rulesOf([action(FREEZE, { podSelector: NOBODY })], [action(THAW)])],
    ['names a container that its pod has not', rulesOf([action(FREEZE, { container: 'gone' })], [action(THAW)])],
  ])('with an action that %s says so, as the backup fails for it', async (_, rules) => {
    const { simulation } = await simulate(rules);
    const done = await backUp(rules);

    const { code, message } = done.ended.error ?? {};
    expect(done.ended.phase).toBe('Failed');
    expect(simulation?.problems[0]).toEqual({ code, message });
    expect(simulation).not.toHaveProperty('actions');
  });

  it('warns of an action before the cut that has less time than it asks for', async () => {
    const preExec = [action(FREEZE, { timeout: '58s' }), action('true', { timeout: '59s' })];
    const { warnings } = await simulate(rulesOf(preExec, [action(THAW, { timeout: '5m' })], { maxFreezeSeconds: 60 }));

    expect(warnings).toEqual([
      'action 1 of rule quiet has a timeout of 59s, and with a maxFreeze of 60 s it is ended after 58 s at the latest',
    ]);
  });

  it('says that commands may not be run in its namespaces, and counts the states of their freezes', async () => {
    const rules = rulesOf([action(FREEZE)], [action(THAW)]);
    const plain = await world.ended(await world.start(simulationOf({ of: 'backup', backup: backupSpec() }), cluster));
    const before = await simulate(rules);
    const bindings = cluster.simulator.objects.list('clusterrolebindings.rbac.authorization.k8s.io');
    const exec = bindings.find(({ metadata }) => metadata.name === 'snapferry-exec');
    cluster.simulator.objects.remove('clusterrolebindings.rbac.authorization.k8s.io', 'snapferry-exec');
    const { simulation } = await simulate(rules);
    applyObjects(cluster.simulator.simulation, exec ? [exec as never] : []);

    expect(simulation?.missingPermissions).toEqual([
      'get pods in shop',
      'get pods/exec in shop',
      'create pods/exec in shop',
    ]);
    expect(simulation?.problems[0]).toMatchObject({ code: 'cluster.forbidden' });
    const count = (one: typeof plain) => one.simulation?.transitions?.count ?? 0;
    expect(count(before)).toBeGreaterThan(count(plain));
  });
});
