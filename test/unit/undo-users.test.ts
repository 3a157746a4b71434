import { expect, it } from 'vitest';
import type { KubeObject } from '../../functions/services/cluster/cluster.ts';
import { CRD, type Kind, PV } from '../../functions/services/cluster/kinds.ts';
import { usersOf } from '../../functions/undo-restore/objects/foreign-objects.ts';
import { createMemoryCluster } from '../support/memory-cluster.ts';

const GAUGE: Kind = { group: 'example.com', version: 'v1', kind: 'Gauge', plural: 'gauges', namespaced: true };
const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gauges.example.com' },
  spec: { versions: [{ name: 'v1', served: true }] },
};
const gauge: KubeObject = {
  apiVersion: 'example.com/v1',
  kind: 'Gauge',
  metadata: { name: 'theirs', namespace: 'elsewhere' },
};
const asked = { kind: 'CustomResourceDefinition', name: 'gauges.example.com' };

it('a definition with objects anywhere is in use: they would go with it', async () => {
  const cluster = createMemoryCluster([CRD, GAUGE], [definition, gauge]);

  expect(await usersOf(cluster, [CRD, GAUGE], asked)).toBe('there are objects of it');
  expect(await usersOf(createMemoryCluster([CRD, GAUGE], [definition]), [CRD, GAUGE], asked)).toBeUndefined();
});

it('a definition whose objects cannot be listed is taken to be in use', async () => {
  const cluster = createMemoryCluster([CRD], [definition]);

  expect(await usersOf(cluster, [CRD], asked)).toBe('its objects cannot be listed');
});

it('a class is in use while a volume is of it', async () => {
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv' },
    spec: { storageClassName: 'gold' },
  };
  const cluster = createMemoryCluster([PV], [volume]);

  expect(await usersOf(cluster, [PV], { kind: 'StorageClass', name: 'gold' })).toBe('there are volumes of it (1)');
  expect(await usersOf(cluster, [PV], { kind: 'StorageClass', name: 'silver' })).toBeUndefined();
});
