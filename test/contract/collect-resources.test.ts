import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectResources } from '../../functions/backup/collect-resources.ts';
import type { BackupSpec } from '../../functions/domain/backup/backup-spec.ts';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { manifestKey, renderRecoveryKey } from '../../functions/domain/location/keys.ts';
import type { Manifest } from '../../functions/domain/manifest/manifest.ts';
import { decodePart } from '../../functions/domain/manifest/manifest-part.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import { resolveSettings } from '../../functions/domain/settings/settings.ts';
import type { VolumeRow } from '../../functions/domain/volume/volume.ts';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  CRD,
  type Kind,
  NAMESPACE,
  POD,
  PV,
  SECRET,
  SERVICE_ACCOUNT,
  STORAGE_CLASS,
} from '../../functions/services/cluster/kinds.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import type { Location } from '../../functions/services/location/location.ts';
import { createObjectBackupStore } from '../../functions/services/location/object-backup-store.ts';
import { createMemoryCluster, expired, type MemoryCluster } from '../support/memory-cluster.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { startTables } from '../support/tables.ts';
import { createTestClock } from '../support/test-clock.ts';
import { volumeRow } from '../support/volume-rows.ts';

const CONFIG_MAP: Kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const WIDGET: Kind = { group: 'example.com', version: 'v1', kind: 'Widget', plural: 'widgets', namespaced: true };
const LEASE: Kind = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases', namespaced: true };
const KINDS = [CONFIG_MAP, WIDGET, LEASE, SECRET, POD, NAMESPACE, PV, CRD, CLUSTER_ROLE, CLUSTER_ROLE_BINDING];

let tables: Awaited<ReturnType<typeof startTables>>;
const clock = createTestClock();
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

function object(kind: Kind, name: string, more: Record<string, unknown> = {}, namespace?: string): KubeObject {
  return {
    apiVersion: kind.group ? `${kind.group}/${kind.version}` : kind.version,
    kind: kind.kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    ...more,
  };
}

async function start(cluster: MemoryCluster, name: string, namespaces = ['shop']) {
  const ledger = createLedger(tables.client, tables.tables.ledger, clock);
  const operationId = operationIdOf('backup', [name]);
  const spec: BackupSpec = {
    selection: { kind: 'namespaces', namespaces },
    crossCloud: false,
    offload: true,
    snapshotClasses: {},
    localCopies: { keep: 1, onOffloadFailure: 'keep', failedFor: '72h' },
    settings: resolveSettings('image'),
  };
  const refs = { cluster: cluster.ref, locations: [{ name: 'l', uid: 'l' }] };
  const given = { operationId, kind: 'backup' as const, name, spec, refs, createdBy: 'test' };
  const operation = newOperation(given, clock.now(), 3600);
  await ledger.createOperation(operation);
  const store = createMemoryStore();
  const location = {
    ref: { name: 'l', uid: 'l' },
    locationUid: 'l',
    recoveryKey: renderRecoveryKey(new Uint8Array(32)),
    store: createObjectBackupStore(store),
  } as unknown as Location;
  const log = { info() {}, warn() {}, error() {} };
  const services = {
    clock,
    ledger,
    log,
    clusters: { open: async () => cluster },
    locations: { open: async () => location },
  };
  const run = { operationId, epoch: 1 };
  return {
    store,
    plan: async (volumes: VolumeRow[]) => await ledger.putVolumes(run, volumes),
    turn: async (remainingMs = 120_000) =>
      await collectResources(services)({ step: 'collectResources', run }, () => remainingMs),
    record: async () => await ledger.readOperation(operationId),
    parts: async () => await ledger.readParts(operationId),
    async objects(): Promise<Manifest[]> {
      const all: Manifest[] = [];
      for (const { key, sha256, count } of await ledger.readParts(operationId)) {
        const body = store.objects.get(key) ?? new Uint8Array();
        all.push(
          ...(decodePart(manifestKey(location, operationId), { key, sha256, count }, body) as Iterable<Manifest>),
        );
      }
      return all;
    },
  };
}

const names = (objects: Manifest[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort();

describe('CollectResources', () => {
  it('stores what is in the namespace and what belongs to it, raw, and nothing else', async () => {
    const subject = { kind: 'ServiceAccount', name: 'web', namespace: 'shop' };
    const cluster = createMemoryCluster(KINDS, [
      object(NAMESPACE, 'shop'),
      object(NAMESPACE, 'other'),
      object(CONFIG_MAP, 'settings', { data: { a: '1' }, unheardOf: [1] }, 'shop'),
      object(CONFIG_MAP, 'kube-root-ca.crt', {}, 'shop'),
      object(CONFIG_MAP, 'settings', {}, 'other'),
      object(WIDGET, 'w', { spec: { any: 'thing' } }, 'shop'),
      object(LEASE, 'leader', {}, 'shop'),
      object(CRD, 'widgets.example.com'),
      object(CRD, 'gadgets.example.com'),
      object(PV, 'pv-1', { spec: { claimRef: { namespace: 'shop', name: 'data' } }, status: { phase: 'Bound' } }),
      object(PV, 'pv-2', { spec: { claimRef: { namespace: 'other', name: 'data' } }, status: { phase: 'Bound' } }),
      object(CLUSTER_ROLE_BINDING, 'web', { subjects: [subject], roleRef: { kind: 'ClusterRole', name: 'web' } }),
      object(CLUSTER_ROLE_BINDING, 'elsewhere', { subjects: [], roleRef: { kind: 'ClusterRole', name: 'x' } }),
      object(CLUSTER_ROLE, 'web', { rules: [] }),
      object(CLUSTER_ROLE, 'x', { rules: [] }),
    ]);
    const collection = await start(cluster, 'whole');

    const result = await collection.turn();

    const objects = await collection.objects();
    expect(names(objects)).toEqual([
      'ClusterRole web',
      'ClusterRoleBinding web',
      'ConfigMap settings',
      'CustomResourceDefinition widgets.example.com',
      'Namespace shop',
      'PersistentVolume pv-1',
      'Widget w',
    ]);
    expect(objects.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({ apiVersion: 'v1', unheardOf: [1] });
    expect(result).toMatchObject({ status: 'done', counts: { objects: 7 } });
  });

  it('takes nothing cluster-scoped along that only what is kept out needs', async () => {
    const out = { annotations: { 'snapferry.dev/exclude': 'true' } };
    const bound = (name: string, claim: string) =>
      object(PV, name, { spec: { claimRef: { namespace: 'shop', name: claim } }, status: { phase: 'Bound' } });
    const account = (name: string, more: object = {}) =>
      object(SERVICE_ACCOUNT, name, { metadata: { name, namespace: 'shop', ...more } });
    const binding = (name: string, subject: object, more: object = {}) =>
      object(CLUSTER_ROLE_BINDING, name, {
        metadata: { name, ...more },
        subjects: [subject],
        roleRef: { kind: 'ClusterRole', name: `of-${name}` },
      });
    const subject = (name: string) => ({ kind: 'ServiceAccount', namespace: 'shop', name });
    const bindings = [
      binding('web', subject('web')),
      binding('default', subject('default')),
      binding('group', { kind: 'Group', name: 'system:serviceaccounts:shop' }),
      binding('hidden', subject('hidden')),
      binding('hidden-user', { kind: 'User', name: 'system:serviceaccount:shop:hidden' }),
      binding('annotated', subject('web'), out),
    ];
    const cluster = createMemoryCluster(
      [...KINDS, SERVICE_ACCOUNT, STORAGE_CLASS],
      [
        object(NAMESPACE, 'shop'),
        ...['in', 'cache'].flatMap((name) => [bound(`pv-${name}`, name), object(STORAGE_CLASS, `of-${name}`)]),
        account('web'),
        account('default'),
        account('hidden', out),
        ...bindings,
        ...bindings.map(({ metadata }) => object(CLUSTER_ROLE, `of-${metadata.name}`)),
      ],
    );
    const collection = await start(cluster, 'kept out of the cluster');
    const row = (pvc: string) => volumeRow({ volumeId: pvc, pvc, storageClass: `of-${pvc}` });
    await collection.plan([row('in'), { ...row('cache'), phase: 'Excluded' }]);

    await collection.turn();

    expect(names(await collection.objects())).toEqual([
      'ClusterRole of-default',
      'ClusterRole of-group',
      'ClusterRole of-web',
      'ClusterRoleBinding default',
      'ClusterRoleBinding group',
      'ClusterRoleBinding web',
      'Namespace shop',
      'PersistentVolume pv-in',
      'ServiceAccount web',
      'StorageClass of-in',
    ]);
  });

  it('counts once what is kept and left out, however often it is sliced or dies', async () => {
    const annotations = { 'snapferry.dev/exclude': 'true' };
    const namespaces = ['a', 'b', 'c', 'd', 'e', 'f'];
    const volumes = [{ name: 'v', configMap: { name: 'out' } }];
    const cluster = createMemoryCluster(
      KINDS,
      namespaces.flatMap((namespace) => [
        object(NAMESPACE, namespace),
        object(CONFIG_MAP, 'out', { metadata: { name: 'out', namespace, annotations } }),
        object(POD, 'web', { spec: { volumes } }, namespace),
      ]),
    );
    const collection = await start(cluster, 'kept out', namespaces);

    const slices: unknown[] = [];
    const { list } = cluster;
    let lists = 0;
    for (let n = 0; n < 100 && slices.at(-1) !== 'done'; n += 1) {
      // every third turn dies half-way
      lists = 0;
      cluster.list = async (...given) => {
        lists += 1;
        if (n % 3 === 2 && lists > 6) throw new Error('it died');
        return await list(...given);
      };
      slices.push(await collection.turn(0).then(({ status }) => status, String));
    }

    const by = 'Pod web';
    const record = await collection.record();
    expect(slices.at(-1)).toBe('done');
    expect(slices.map(String)).toContainEqual(expect.stringContaining('it died'));
    expect(record?.keptOut).toMatchObject({ count: 6 });
    expect(record?.leftOut).toEqual({
      count: 6,
      objects: namespaces.map((namespace) => ({ kind: 'ConfigMap', namespace, name: 'out', by })),
    });
  });

  it('goes on where its slice ended, and reads no finished unit again', async () => {
    const cluster = createMemoryCluster(
      KINDS,
      ['a', 'b', 'c'].flatMap((namespace) => [
        object(CONFIG_MAP, 'm', {}, namespace),
        object(SECRET, 's', {}, namespace),
      ]),
    );
    const collection = await start(cluster, 'sliced', ['a', 'b', 'c']);

    const results = [await collection.turn(1_000)];
    while (results.at(-1)?.status === 'waiting') results.push(await collection.turn(1_000));

    expect(results.length).toBeGreaterThan(2);
    expect(names(await collection.objects())).toHaveLength(6);
    expect(cluster.calls.filter((call) => call.startsWith('list ConfigMap'))).toHaveLength(3);
  });

  it('stores nothing again once it is done, since a seal may name what it stored', async () => {
    const subject = { kind: 'ServiceAccount', name: 'web', namespace: 'shop' };
    const role = { roleRef: { kind: 'ClusterRole', name: 'reader' }, subjects: [subject] };
    const cluster = createMemoryCluster(KINDS, [
      object(NAMESPACE, 'shop'),
      object(CONFIG_MAP, 'settings', {}, 'shop'),
      object(CLUSTER_ROLE, 'reader'),
      object(CLUSTER_ROLE_BINDING, 'web-reads', role),
    ]);
    const backup = await start(cluster, 'taken-over', ['shop', 'other']);
    await backup.turn();
    const before = { parts: await backup.parts(), keys: [...backup.store.objects.keys()], calls: cluster.calls.length };

    const again = await backup.turn();

    expect(again).toMatchObject({ status: 'done', counts: { parts: before.parts.length } });
    expect(await backup.parts()).toEqual(before.parts);
    expect([...backup.store.objects.keys()]).toEqual(before.keys);
    expect(cluster.calls).toHaveLength(before.calls);
  });

  it('reads a unit from its start when its list expired, and keeps no part of the first try', async () => {
    const big = 'x'.repeat(200_000);
    const cluster = createMemoryCluster(
      [CONFIG_MAP],
      Array.from({ length: 120 }, (_, at) => object(CONFIG_MAP, `m${at}`, { data: { big } }, 'shop')),
    );
    const { list } = cluster;
    let pages = 0;
    cluster.list = async (kind, options) => {
      pages += 1;
      if (pages === 5) {
        cluster.objects.splice(3);
        throw expired();
      }
      return await list(kind, options);
    };
    const collection = await start(cluster, 'expired');

    await collection.turn();

    expect(names(await collection.objects())).toEqual(['ConfigMap m0', 'ConfigMap m1', 'ConfigMap m2']);
    expect(await collection.parts()).toHaveLength(1);
  });
});
