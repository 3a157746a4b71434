import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationView } from '../../functions/api/operations/views.ts';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import { freezeSelection, selectionSchema } from '../../functions/domain/backup/selection-spec.ts';
import type { BackupOperation, Operation } from '../../functions/domain/operation/operation.ts';
import type { Volume } from '../../functions/domain/volume/volume.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { createCart } from './harness/cart.ts';
import { type AslCluster, startCluster } from './harness/cluster.ts';
import { compareInventories, takeInventory } from './harness/inventory.ts';
import { backupOf, simulationOf } from './harness/subject.ts';
import { backupSpec, startWorld, type World } from './harness/world.ts';

let world: World;
let cluster: AslCluster;
beforeAll(async () => {
  world = await startWorld();
  cluster = await startCluster(world.plane);
  await createCart(cluster);
  const { simulator } = cluster;
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  for (const [name, team] of Object.entries({ mail: 'web', wiki: 'docs' })) {
    applyObjects(simulator.simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } },
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: name }, spec },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf', namespace: name, labels: { team } } },
    ]);
  }
  await simulator.settled();
}, 120_000);
afterAll(async () => {
  await cluster.simulator.stop();
  await world.stop();
}, 60_000);

function specOf(asked: object, changes: Partial<BackupSpec> = {}): BackupSpec {
  return backupSpec({}, { selection: freezeSelection(selectionSchema.parse(asked)), ...changes });
}

async function simulate(spec: BackupSpec) {
  const before = takeInventory(cluster.simulator);
  const objects = [...world.plane.bucket.objects.keys()];
  const ended = await world.ended(await world.start(simulationOf({ of: 'backup', backup: spec }), cluster));
  expect(compareInventories(before, takeInventory(cluster.simulator))).toEqual({
    added: [],
    removed: [],
    changed: [],
    volumes: [],
    snapshots: [],
  });
  expect([...world.plane.bucket.objects.keys()]).toEqual(objects);
  expect(ended).toMatchObject({ phase: 'Succeeded', residuals: [] });
  return { ended, volumes: await world.plane.services.ledger.readVolumes(ended.operationId) };
}

async function backUp(spec: BackupSpec) {
  const { ledger } = world.plane.services;
  const ended = await world.ended(await world.start(backupOf(spec), cluster));
  const parts = await ledger.readParts(ended.operationId);
  const objects = new Map<string, number>();
  for (const { id, count } of parts) {
    const [kind = ''] = id.split('#');
    objects.set(kind, (objects.get(kind) ?? 0) + count);
  }
  return { ended, objects, volumes: await ledger.readVolumes(ended.operationId) };
}

/** What both have to say of each volume; one that would be copied has been. */
function planOf(volumes: readonly Volume[]) {
  const told = volumes.map(({ namespace, pvc, provisioner, method, why, volumeSnapshotClass, phase }) => ({
    claim: `${namespace}/${pvc}`,
    provisioner,
    method,
    why,
    volumeSnapshotClass,
    phase: phase === 'Pending' ? 'Done' : phase,
  }));
  return told.toSorted((a, b) => (a.claim < b.claim ? -1 : 1));
}

const namespacesOf = ({ spec }: Operation) => (spec as BackupOperation['spec']).selection.namespaces;

const CONFIG_MAP = { kind: 'ConfigMap' };
const DEPLOYMENT = { group: 'apps', kind: 'Deployment' };
const WEB = { matchLabels: { app: 'web' } };

describe('a simulation and then the backup of', () => {
  it.each<[string, object, Partial<BackupSpec>?]>([
    ['a namespace', { namespaces: ['cart'] }],
    ['a namespace without offload', { namespaces: ['cart'] }, { offload: false }],
    ['several namespaces', { namespaces: ['mail', 'cart', 'wiki'] }],
    ['all namespaces', { namespaces: ['*'] }],
    ['all namespaces but one', { namespaces: ['*'], exclude: { namespaces: ['wiki'] } }],
    ['namespaces by their labels', { namespaceLabelSelector: { matchLabels: { team: 'web' } } }],
    [
      'namespaces by an expression, and one by its name',
      {
        namespaces: ['cart'],
        namespaceLabelSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['web'] }] },
      },
    ],
    ['some kinds', { namespaces: ['cart'], resourceTypes: [CONFIG_MAP, DEPLOYMENT] }],
    ['all but some kinds', { namespaces: ['cart', 'mail'], exclude: { resourceTypes: [CONFIG_MAP] } }],
    ['objects by their labels', { namespaces: ['cart'], resourceLabelSelector: WEB }],
    ['all but objects with some labels', { namespaces: ['cart'], exclude: { resourceLabelSelector: WEB } }],
    ['single objects', { resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'conf' }] }],
    [
      'objects by their labels, and a single one, less a volume',
      {
        namespaces: ['cart'],
        resourceLabelSelector: WEB,
        resources: [{ kind: 'ConfigMap', namespace: 'cart', name: 'unused' }],
        exclude: { volumes: [{ namespace: 'cart', name: 'cache' }] },
      },
    ],
    ['nothing, which it may', { namespaceLabelSelector: { matchLabels: { team: 'nobody' } }, allowEmpty: true }],
  ])('%s say the same of namespaces, volumes, objects, and what is kept or left out', async (_, asked, changes) => {
    const spec = specOf(asked, changes);
    const looked = await simulate(spec);
    const done = await backUp(spec);

    expect(done.ended.phase).toBe('Succeeded');
    const { simulation, keptOut, leftOut, unprotected } = looked.ended;
    expect(simulation?.problems).toEqual([]);
    expect(simulation?.missingPermissions).toEqual([]);
    expect(simulation?.namespaces).toEqual(namespacesOf(done.ended));
    expect(planOf(looked.volumes)).toEqual(planOf(done.volumes));
    expect(new Map(simulation?.objects.map(({ kind, count }) => [kind, count]))).toEqual(done.objects);
    const { keptOut: kept, leftOut: left, unprotected: without } = done.ended;
    expect({ keptOut, leftOut, unprotected }).toEqual({ keptOut: kept, leftOut: left, unprotected: without });
    // As the API shows them, which adds what nobody has to write down.
    const [would, did] = [looked.ended, done.ended].map((one) => operationView(one).warnings ?? []);
    expect(would).toEqual(did);
    expect(would?.some((one) => one.startsWith('backup.local_only'))).toBe(changes?.offload === false);
  });

  it.each<[string, object, Partial<BackupSpec>?]>([
    ['a namespace that is not there', { namespaces: ['nowhere'] }],
    ['labels that nothing has', { namespaceLabelSelector: { matchLabels: { team: 'nobody' } } }],
    ['kinds of which there is nothing', { namespaces: ['cart'], resourceTypes: [{ group: 'batch', kind: 'CronJob' }] }],
    [
      'a class that is not there',
      { namespaces: ['cart'] },
      { snapshotClasses: { 'csi.simulator.snapferry.dev': 'gold' } },
    ],
  ])('%s are refused for the same, in the same words', async (_, asked, changes) => {
    const spec = specOf(asked, changes);
    const looked = await simulate(spec);
    const done = await backUp(spec);

    expect(done.ended.phase).toBe('Failed');
    const { code, message } = done.ended.error ?? {};
    expect(looked.ended.simulation?.problems[0]).toEqual({ code, message });
  });
});
