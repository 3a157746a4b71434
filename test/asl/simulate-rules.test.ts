import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import { freezeSelection, type Selection, selectionSchema } from '../../functions/domain/backup/selection-spec.ts';
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
  const only = { name: 'only', labels: { app: 'only' } };
  applyObjects(cluster.simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bare' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', ...only }, data: {} },
  ]);
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

const CONFIG_MAP = { group: '', kind: 'ConfigMap' };
const CLAIM = { group: '', kind: 'PersistentVolumeClaim' };
const CLAIMS = ['data-0', 'data-1'].map((name) => ({ namespace: 'shop', name }));
const ONLY = { matchLabels: { app: 'only' }, matchExpressions: [] };
const NOBODY = { matchLabels: { app: 'nobody' }, matchExpressions: [] };

async function simulate(rules: BackupRules, more: Partial<BackupSpec> = {}) {
  const spec = { of: 'backup', backup: backupSpec({}, { rules, ...more }) };
  const ended = await world.ended(await world.start(simulationOf(spec), cluster));
  expect(ended.phase).toBe('Succeeded');
  expect(cluster.application.begun).toEqual({});
  return ended;
}

async function backUp(rules: BackupRules, more: Partial<BackupSpec> = {}) {
  cluster.application.reset();
  const subject = ruledBackupOf(rules);
  const ended = await world.run({ ...subject, spec: { ...subject.spec, ...more } }, cluster);
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

  it('whose actions may match no pod warns of each namespace in which there is nothing to run, and of each action', async () => {
    const nobody = (command: string) => action(command, { podSelector: NOBODY, onNoMatch: 'warn' });
    const { simulation, warnings } = await simulate(rulesOf([nobody(FREEZE)], [nobody(THAW)]));

    expect(simulation).toMatchObject({ problems: [], actions: { count: 0 } });
    expect(warnings).toEqual([
      'action 0 of rule quiet matches no running pod (app=nobody) in namespace shop',
      'action 0 of rule awake matches no running pod (app=nobody) in namespace shop',
      'no pod of namespace shop had a command of the rules to run',
    ]);
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

  it.each<[string, Partial<Selection>]>([
    ['a namespace without claims', { namespaces: ['bare'] }],
    ['other kinds than claims', { namespaces: ['shop'], resourceTypes: [CONFIG_MAP] }],
    ['all kinds but claims', { namespaces: ['shop'], exclude: { resourceTypes: [CLAIM] } }],
    ['no claim that is there', { namespaces: ['shop'], exclude: { volumes: CLAIMS } }],
    ['labels that no claim has', { namespaces: ['shop'], resourceLabelSelector: ONLY }],
    ['a single object', { resources: [{ ...CONFIG_MAP, namespace: 'shop', name: 'only' }] }],
  ])('of %s has no volume to cut: both warn that the rules run nowhere, and neither fails', async (_, asked) => {
    const selection = freezeSelection(selectionSchema.parse(asked));
    const rules = rulesOf([action(FREEZE)], [action(THAW)]);
    const looked = await simulate(rules, { selection });
    const { ended, actions } = await backUp(rules, { selection });

    expect(looked.simulation).toMatchObject({ problems: [], actions: { count: 0, actions: [] } });
    expect([ended.phase, ended.freezes, actions]).toEqual(['Succeeded', undefined, []]);
    expect(ended.warnings).toContain(
      'no volume is cut, so nothing of rule quiet and rule awake is run, and nothing is frozen',
    );
    expect(looked.warnings).toEqual(ended.warnings);
  });

  it('warns of an action before the cut that has less time than it asks for', async () => {
    const preExec = [action(FREEZE, { timeout: '58s' }), action('true', { timeout: '59s' })];
    const rules = rulesOf(preExec, [action(THAW, { timeout: '5m' })], { maxFreezeSeconds: 60 });
    const { warnings } = await simulate(rules);
    const done = await backUp(rules);

    expect(warnings).toEqual([
      'action 1 of rule quiet has a timeout of 59s, and with a maxFreeze of 60 s it is ended after 58 s at the latest',
    ]);
    expect(done.ended.warnings).toEqual(warnings);
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
