import { describe, expect, it } from 'vitest';
import { referencesOf } from '../../../functions/domain/manifest/references.ts';

const pod = {
  serviceAccountName: 'web',
  imagePullSecrets: [{ name: 'pull' }],
  volumes: [
    { name: 'a', configMap: { name: 'conf' } },
    { name: 'b', secret: { secretName: 'tls' } },
    { name: 'c', persistentVolumeClaim: { claimName: 'data' } },
    { name: 'd', projected: { sources: [{ configMap: { name: 'ca' } }, { secret: { name: 'token' } }] } },
    { name: 'e', csi: { driver: 'd', nodePublishSecretRef: { name: 'publish' } } },
    { name: 'f', emptyDir: {} },
  ],
  initContainers: [{ envFrom: [{ configMapRef: { name: 'env' } }, { secretRef: { name: 'env-secret' } }] }],
  containers: [
    {
      env: [
        { name: 'A', value: 'b' },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'b' } } },
        { name: 'C', valueFrom: { secretKeyRef: { name: 'db', key: 'c' } } },
      ],
    },
  ],
};
const ALL = [
  'ConfigMap ca',
  'ConfigMap conf',
  'ConfigMap env',
  'PersistentVolumeClaim data',
  'Secret db',
  'Secret env-secret',
  'Secret publish',
  'Secret pull',
  'Secret tls',
  'Secret token',
  'ServiceAccount web',
];

describe('what a workload refers to', () => {
  it.each([
    ['v1', 'Pod', pod],
    ['apps/v1', 'Deployment', { template: { spec: pod } }],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: { template: { spec: pod } } } }],
  ])('is found in %s %s, each once', (apiVersion, kind, spec) => {
    const found = referencesOf({ apiVersion, kind, metadata: { name: 'x' }, spec });

    expect(found.map((one) => `${one.kind} ${one.name}`).toSorted()).toEqual(ALL);
  });

  it('is, of a StatefulSet, the claims of its templates too', () => {
    const spec = {
      replicas: 2,
      ordinals: { start: 3 },
      template: { spec: { containers: [] } },
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    };
    const found = referencesOf({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec });

    expect(found.map(({ name }) => name)).toEqual(['data-db-3', 'data-db-4']);
  });

  it('is nothing where there is no pod', () => {
    expect(referencesOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } })).toEqual([]);
  });
});
