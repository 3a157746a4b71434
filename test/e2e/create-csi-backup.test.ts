import { afterAll, beforeAll, expect, it } from 'vitest';
import { answered, type Schemas } from '../../client/client.ts';
import { execRights } from '../../infra/cluster/manifests.ts';
import { applyObjects } from '../../simulator/apply.ts';
import { orders, stopOrders } from '../../simulator/shop-orders.ts';
import type { NewObject } from '../../simulator/store.ts';
import { eventually } from '../contract/simulator-client.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { startProductWorld } from '../support/product-world.ts';

// "Create a CSI backup" of Portworx Backup 3.0, for namespaces: line by line, in its order. What its form has as default is ours.

const DRIVER = 'csi.simulator.snapferry.dev';
const CLASS = 'simulator';
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

let world: Awaited<ReturnType<typeof startProductWorld>>;
const chosen = { cluster: '', namespaces: [] as string[], locations: [] as string[] };
let backup: Schemas['Operation'];

beforeAll(async () => {
  world = await startProductWorld(await ensureMoverTools());
  const { simulation } = world.simulator;
  const own = (kind: string, name: string, namespace: string, more: object = {}): NewObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, labels: { app: namespace } },
    ...more,
  });
  for (const [name, team] of Object.entries({ shop: 'web', cart: 'web', wiki: 'docs' })) {
    applyObjects(simulation, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } },
      own('PersistentVolumeClaim', 'data', name, { spec: CLAIM }),
      own('ConfigMap', 'settings', name, { data: { name } }),
      own('Secret', 'key', name, { stringData: { name } }),
    ]);
  }
  applyObjects(simulation, [...orders, ...(execRights(['shop', 'wiki']) as unknown as NewObject[])]);
  await world.simulator.settled();
  await eventually(async () => {
    const pods = world.simulator.objects.list('pods', 'shop');
    return pods.some((pod) => JSON.stringify(pod).includes('"phase":"Running"')) || undefined;
  });
});
afterAll(async () => await world?.stop());

const ofCluster = () => ({ path: { name: chosen.cluster } });
const namespaces = async (query: Record<string, string | number> = {}) =>
  await answered(world.api.GET('/v1/clusters/{name}/namespaces', { params: { ...ofCluster(), query } }));
const bodyOf = (more: object = {}) => ({
  name: 'before the upgrade',
  cluster: chosen.cluster,
  locations: chosen.locations,
  selection: { namespaces: chosen.namespaces },
  ...more,
});
const start = async (more: object = {}) => await world.api.POST('/v1/backups', { body: bodyOf(more) });

/** What the form would show beside it. */
async function simulate(more: object = {}) {
  const { id } = await answered(world.api.POST('/v1/backups/simulate', { body: bodyOf(more) }));
  await world.ended(id);
  const params = { path: { id } };
  const { simulation } = await answered(world.api.GET('/v1/operations/{id}', { params }));
  const { items: volumes } = await answered(world.api.GET('/v1/operations/{id}/volumes', { params }));
  return { simulation, volumes };
}

it('Log in to the web console: without a token nothing is shown', async () => {
  const answer = await fetch(`${world.app.stack.endpoints.api}/v1/clusters`);

  expect(answer.status).toBe(401);
});

it('From the home page, click the Clusters icon: choose the application cluster', async () => {
  const { items } = await answered(world.api.GET('/v1/clusters'));

  expect(items.map(({ name }) => name)).toEqual(['demo']);
  chosen.cluster = 'demo';
});

it('Navigate to Applications tab: select the namespace(s) you want to back up', async () => {
  const { items } = await namespaces();

  const users = items.filter(({ system }) => !system).map(({ name }) => name);
  expect(users).toEqual(['cart', 'default', 'shop', 'wiki']);
  expect(items.find(({ name }) => name === 'shop')).toMatchObject({ claims: 2, objects: expect.any(Number) });
});

it('Search by namespace name: filter the namespaces by their names', async () => {
  expect((await namespaces({ search: 'sho' })).items.map(({ name }) => name)).toEqual(['shop']);
});

it('All resources: select the required resources or all, with a search to traverse the list, and their count', async () => {
  const query = { namespaces: 'shop', search: 'config' };
  const params = { ...ofCluster(), query };
  const { items } = await answered(world.api.GET('/v1/clusters/{name}/resource-types', { params }));

  expect(items).toMatchObject([{ type: 'ConfigMap', kind: 'ConfigMap', objects: 1 }]);
});

it('Vertical ellipsis, Select Resources: individual resources of a resource group', async () => {
  const query = { namespaces: 'shop', types: 'ConfigMap,Secret' };
  const params = { ...ofCluster(), query };
  const { items } = await answered(world.api.GET('/v1/clusters/{name}/resources', { params }));

  expect(items.map(({ type, name }) => `${type} ${name}`)).toEqual(['ConfigMap settings', 'Secret key']);
});

it('Add namespace label: search the namespaces with the labels', async () => {
  const { items } = await namespaces({ labelSelector: 'team=web' });

  expect(items.map(({ name }) => name)).toEqual(['cart', 'shop']);
});

it('Add resource label: search the resources with the labels', async () => {
  const query = { namespaces: '*', types: 'ConfigMap', labelSelector: 'app=wiki' };
  const params = { ...ofCluster(), query };
  const { items } = await answered(world.api.GET('/v1/clusters/{name}/resources', { params }));

  expect(items.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['wiki/settings']);
});

it('NAME: all namespaces of the current page; namespaces from different pages', async () => {
  const first = await namespaces({ limit: 1 });
  const second = await namespaces({ limit: 1, cursor: first.nextCursor ?? '' });

  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['cart', 'default']);
  chosen.namespaces = ['shop', 'wiki'];
});

it('Click Backup. Enter name for Backup: a name is needed', async () => {
  const { error } = await start({ locations: ['local'], name: '' });

  expect(error).toMatchObject({ status: 400, errors: [{ pointer: '/name' }] });
});

it('Backup location: displays only the successfully validated backup locations', async () => {
  const { url: endpoint = '', region = '', buckets = [] } = world.app.stack.s3 ?? {};
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-the-one' };
  const s3 = { endpoint, region, bucket: buckets[0] ?? '', prefix: 'unseen', pathStyle: true, credentials };
  await answered(world.api.POST('/v1/locations', { body: { name: 'unseen', type: 's3', s3 } }));
  const query = { validFor: chosen.cluster };
  const { items } = await answered(world.api.GET('/v1/locations', { params: { query } }));
  const { error } = await start({ locations: ['unseen'] });

  expect(items.map(({ name }) => name)).toEqual(['local']);
  expect(error).toMatchObject({ code: 'location.not_valid' });
  chosen.locations = ['local'];
});

it('Cross Cloud Backup/Restore: disabled by default', async () => {
  const { id } = await answered(world.api.POST('/v1/backups/simulate', { body: bodyOf() }));
  const { spec } = await answered(world.api.GET('/v1/operations/{id}', { params: { path: { id } } }));

  expect(spec.backup).toMatchObject({ crossCloud: false });
});

const provisioners = async () => {
  const query = { namespaces: chosen.namespaces.join(',') };
  const params = { ...ofCluster(), query };
  return (await answered(world.api.GET('/v1/clusters/{name}/provisioners', { params }))).items;
};

it('CSI Provisioner: auto-detects all the provisioners of the selected namespaces. Volume snapshot class: Default VSC', async () => {
  expect(await provisioners()).toEqual([
    { provisioner: DRIVER, state: 'default', classes: [CLASS], selected: CLASS, volumes: 3 },
  ]);
});

it('If you do not map a provisioner, the default VSC is detected', async () => {
  const { simulation, volumes } = await simulate();

  expect(simulation?.problems).toEqual([]);
  expect(new Set(volumes.map(({ volumeSnapshotClass, why }) => `${volumeSnapshotClass}: ${why}`))).toEqual(
    new Set([`${CLASS}: ${CLASS} is the default class of ${DRIVER}`]),
  );
});

const classNamed = (name: string, driver: string, isDefault: boolean) => ({
  apiVersion: 'snapshot.storage.k8s.io/v1',
  kind: 'VolumeSnapshotClass',
  metadata: { name, annotations: isDefault ? { 'snapshot.storage.kubernetes.io/is-default-class': 'true' } : {} },
  driver,
  deletionPolicy: 'Delete',
});

it('If there are multiple snapshot classes for the same provisioner, the drop-down lists all of them', async () => {
  applyObjects(world.simulator.simulation, [
    classNamed('gold', DRIVER, true),
    classNamed('other', 'another.csi.example', false),
  ]);
  const [field] = await provisioners();
  const { simulation, volumes } = await simulate();

  expect(field).toMatchObject({ state: 'multiple', classes: ['gold', CLASS] });
  expect(simulation?.problems).toMatchObject([{ code: 'snapshot_class.ambiguous' }]);
  expect(volumes.map(({ phase }) => phase)).toEqual(['Failed', 'Failed', 'Failed']);
});

it('Only one-to-one mapping of CSI provisioner with volume snapshot class', async () => {
  const mapped = await simulate({ snapshotClasses: { [DRIVER]: 'gold' } });
  const wrong = await start({ snapshotClasses: { [DRIVER]: 'other' } });
  const missing = await start({ snapshotClasses: { [DRIVER]: 'nowhere' } });

  expect(new Set(mapped.volumes.map(({ volumeSnapshotClass }) => volumeSnapshotClass))).toEqual(new Set(['gold']));
  expect(wrong.error).toMatchObject({ code: 'snapshot_class.other_driver' });
  expect(missing.error).toMatchObject({ code: 'snapshot_class.not_found' });
});

it('Offload CSI snapshots to backup location: enabled by default; deselected, only the CSI driver is used', async () => {
  const snapshotClasses = { [DRIVER]: CLASS };
  const [selected, deselected] = [
    await simulate({ snapshotClasses }),
    await simulate({ snapshotClasses, offload: false }),
  ];

  expect(new Set(selected.volumes.map(({ method }) => method))).toEqual(new Set(['csi+offload']));
  expect(new Set(deselected.volumes.map(({ method }) => method))).toEqual(new Set(['csi']));
});

it('Backup type, On a schedule, Choose a Schedule Policy: hourly, weekly and monthly runs, or at the specified time', async () => {
  const entries = [
    { id: 'hour', kind: 'interval' as const, every: '1h', keep: 24 },
    { id: 'week', kind: 'weekly' as const, days: ['SUN' as const], at: '03:00', keep: 4 },
    { id: 'month', kind: 'monthly' as const, day: 1, at: '04:00', keep: 12 },
    { id: 'once', kind: 'once' as const, at: '2126-12-01T02:00', keep: 1 },
  ];
  await answered(world.api.POST('/v1/policies', { body: { name: 'usual', timeZone: 'Europe/Berlin', entries } }));
  const { name: _, ...of } = bodyOf({ snapshotClasses: { [DRIVER]: CLASS } });
  await answered(world.api.POST('/v1/schedules', { body: { name: 'nightly', policy: 'usual', backup: of } }));
  const params = { path: { name: 'usual' }, query: { schedule: 'nightly' } };
  const runs = await answered(world.api.GET('/v1/policies/{name}/next-runs', { params }));

  expect(runs.items.length).toBeGreaterThan(0);
});

it('Pre-exec rule, Post-exec rule: select a rule from the drop-down', async () => {
  const { undo, ...before } = stopOrders;
  const { podSelector, onNoMatch } = stopOrders;
  await answered(world.api.POST('/v1/rules', { body: { name: 'hold', actions: [before] } }));
  const after = { podSelector, onNoMatch, command: undo };
  await answered(world.api.POST('/v1/rules', { body: { name: 'release', actions: [after] } }));
  const { items } = await answered(world.api.GET('/v1/rules'));
  const rules = { preExecRule: 'hold', postExecRule: 'release' };
  const { simulation } = await simulate({ snapshotClasses: { [DRIVER]: CLASS }, ...rules });

  expect(items.map(({ name }) => name)).toEqual(['hold', 'release']);
  expect(simulation?.problems).toEqual([]);
  expect(simulation?.actions?.actions.map(({ does, namespace }) => `${does} in ${namespace}`)).toEqual([
    'preExec in shop',
    'postExec in shop',
  ]);
});

it('NAMESPACES LIST: all the namespaces selected for backup creation', async () => {
  const { simulation } = await simulate({ snapshotClasses: { [DRIVER]: CLASS } });

  expect(simulation?.namespaces).toEqual(['shop', 'wiki']);
});

it('Click Create: a manual backup immediately, with the snapshot class mapping, rules and labels provided', async () => {
  const labels = { reason: 'upgrade' };
  const more = { snapshotClasses: { [DRIVER]: CLASS }, preExecRule: 'hold', postExecRule: 'release', labels };
  const { id } = await answered(world.api.POST('/v1/backups', { body: bodyOf(more) }));
  const ended = await world.ended(id);
  const params = { path: { id } };
  backup = await answered(world.api.GET('/v1/backups/{id}', { params }));
  const { items: volumes } = await answered(world.api.GET('/v1/backups/{id}/volumes', { params }));

  expect(ended).toMatchObject({ phase: 'Succeeded', holds: { volumes: 3 } });
  expect(volumes.map(({ method, phase }) => `${method} ${phase}`)).toEqual(Array(3).fill('csi+offload Done'));
  expect(volumes.every(({ localCopy }) => localCopy?.keptFor === 'backup')).toBe(true);
  expect(backup.freezes).toMatchObject([{ namespaces: ['shop'], thawedBy: 'us' }, { namespaces: ['wiki'] }]);
});

it('Backup Labels: for quick search when required', async () => {
  const query = { label: 'reason=upgrade' };
  const { items } = await answered(world.api.GET('/v1/backups', { params: { query } }));

  expect(items.map(({ id }) => id)).toEqual([backup.id]);
});

it('Snapshot timeout: 5m0s, and another value where the storage needs it', async () => {
  const settings = (one: Schemas['Operation']) => one.spec.settings;
  const { id } = await answered(world.api.POST('/v1/backups/simulate', { body: bodyOf({ snapshotTimeout: '30m' }) }));
  const longer = await answered(world.api.GET('/v1/operations/{id}', { params: { path: { id } } }));

  expect(settings(backup)).toMatchObject({ snapshotTimeoutSeconds: 300 });
  expect(settings(longer)).toMatchObject({ snapshotTimeoutSeconds: 1800 });
});
