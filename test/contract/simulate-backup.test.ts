import { afterAll, beforeAll, expect, it } from 'vitest';
import { operationIdOf } from '../../functions/domain/ids.ts';
import { newOperation } from '../../functions/domain/operation/new-operation.ts';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  CRD,
  type Kind,
  NAMESPACE,
  PV,
  PVC,
  SECRET,
  STORAGE_CLASS,
  VOLUME_SNAPSHOT_CLASS,
} from '../../functions/services/cluster/kinds.ts';
import { createLedger } from '../../functions/services/ledger/dynamodb-ledger.ts';
import { simulateBackup } from '../../functions/simulate/simulate-backup.ts';
import { createMemoryCluster, expired } from '../support/memory-cluster.ts';
import { SPECS } from '../support/specs.ts';
import { startTables } from '../support/tables.ts';
import { createTestClock } from '../support/test-clock.ts';

const CONFIG_MAP: Kind = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const STORAGE = [PVC, PV, STORAGE_CLASS, VOLUME_SNAPSHOT_CLASS];
const KINDS = [CONFIG_MAP, SECRET, NAMESPACE, CRD, CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ...STORAGE];
const NAMESPACES = ['a', 'b', 'c', 'd', 'e', 'f'];
const REF = { name: 'c', uid: 'u', clusterId: 'cluster-1' };

let tables: Awaited<ReturnType<typeof startTables>>;
const clock = createTestClock();
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

function object(kind: Kind, name: string, namespace?: string, annotations?: Record<string, string>): KubeObject {
  const metadata = { name, ...(namespace ? { namespace } : {}), ...(annotations ? { annotations } : {}) };
  return { apiVersion: kind.version, kind: kind.kind, metadata };
}

it('goes on where its slice ended, however often it dies, and counts nothing twice', async () => {
  const cluster = createMemoryCluster(KINDS, [
    object(NAMESPACE, 'snapferry'),
    ...NAMESPACES.flatMap((namespace) => [
      object(NAMESPACE, namespace),
      object(SECRET, 'password', namespace),
      object(CONFIG_MAP, 'one', namespace),
      object(CONFIG_MAP, 'two', namespace),
      object(CONFIG_MAP, 'out', namespace, { 'snapferry.dev/exclude': 'true' }),
    ]),
  ]);
  const ledger = createLedger(tables.client, tables.tables.ledger, clock);
  const operationId = operationIdOf('simulation', ['sliced']);
  const { backup } = SPECS;
  const selection = { kind: 'namespaces' as const, namespaces: NAMESPACES };
  const spec = { of: 'backup' as const, backup: { ...backup, selection }, settings: backup.settings };
  const refs = { cluster: REF, locations: [{ name: 'l', uid: 'l' }] };
  const given = { operationId, kind: 'simulation' as const, name: 'look', spec, refs, createdBy: 'somebody' };
  await ledger.createOperation(newOperation(given, clock.now()));
  const services = {
    clock,
    ledger,
    config: { installationId: 'abcdefghij' },
    log: { info() {}, warn() {}, error() {} },
    catalog: { read: async () => ({ ...REF, spec: { namespace: 'snapferry', settings: {} }, status: REF }) },
    clusters: { open: async () => cluster },
    repositories: { read: async () => undefined },
  } as unknown as Parameters<typeof simulateBackup>[0];
  const { list } = cluster;
  const turns: string[] = [];
  for (let n = 0; n < 100 && turns.at(-1) !== 'done'; n += 1) {
    let lists = 0;
    cluster.list = async (kind, options) => {
      const isCounted = options?.limit === undefined;
      if (isCounted) lists += 1;
      // every third turn dies half-way, and a list of each runs out of its time
      if (n % 3 === 2 && lists > 3) throw new Error('it died');
      if (isCounted && lists === 2) throw expired();
      return await list(kind, options);
    };
    const payload = { step: 'simulateBackup', run: { operationId, epoch: 1 } };
    turns.push(await simulateBackup(services)(payload, () => 0).then(({ status }) => status, String));
  }

  const found = await ledger.readOperation(operationId);
  expect(turns.at(-1)).toBe('done');
  expect(turns.filter((turn) => turn === 'waiting').length).toBeGreaterThan(3);
  expect(turns).toContainEqual(expect.stringContaining('it died'));
  expect(found?.simulation?.problems).toEqual([]);
  expect(found?.simulation?.objects).toEqual([
    { kind: 'ConfigMap', count: 12 },
    { kind: 'Namespace', count: 6 },
    { kind: 'Secret', count: 6 },
  ]);
  expect(found?.keptOut).toMatchObject({ count: 6 });
});
