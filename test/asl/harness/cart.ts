import { applyObjects } from '../../../simulator/apply.ts';
import type { NewObject } from '../../../simulator/store.ts';
import type { AslCluster } from './cluster.ts';

const own = (kind: string, name: string, apiVersion: string, fields: object): NewObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'cart' },
  ...fields,
});

/** A Deployment that refers to a ConfigMap, a Secret and a claim; a claim of its own, and one that is a cache. */
export async function createCart({ simulator }: AslCluster): Promise<void> {
  const app = { app: 'web' };
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const volumes = [
    { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'cache', persistentVolumeClaim: { claimName: 'cache' } },
    { name: 'conf', configMap: { name: 'conf' } },
  ];
  const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'database', key: 'password' } } }];
  const containers = [{ name: 'main', image: 'registry.example/web:1', env }];
  const template = { metadata: { labels: app }, spec: { containers, volumes } };
  const labelled = (one: NewObject, more: object = {}) => ({
    ...one,
    metadata: { ...one.metadata, labels: app, ...more },
  });
  applyObjects(simulator.simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cart' } },
    labelled(own('PersistentVolumeClaim', 'data', 'v1', { spec })),
    labelled(own('PersistentVolumeClaim', 'cache', 'v1', { spec })),
    own('PersistentVolumeClaim', 'other', 'v1', { spec }),
    own('ConfigMap', 'conf', 'v1', { data: {} }),
    own('ConfigMap', 'unused', 'v1', { data: {} }),
    labelled(own('Secret', 'database', 'v1', { stringData: { password: 'not a real one' } }), {
      annotations: { 'snapferry.dev/exclude': 'true' },
    }),
    labelled(own('Deployment', 'web', 'apps/v1', { spec: { replicas: 1, selector: { matchLabels: app }, template } })),
  ]);
  await simulator.settled();
}
