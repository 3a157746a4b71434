import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { restorableOf } from '../../../functions/domain/restore/restorable.ts';
import { plainContext, type RestoreContext } from '../../../functions/domain/restore/restore-context.ts';
import { byRestoreOrder } from '../../../functions/domain/restore/restore-order.ts';
import { sanitise } from '../../../functions/domain/restore/sanitise.ts';
import { withoutNodePorts } from '../../../functions/domain/restore/sanitising/service.ts';

const IN_PLACE = plainContext({}, true);
const BESIDE = plainContext({ shop: 'shop-copy' }, true);

function object(apiVersion: string, kind: string, more: Record<string, unknown> = {}): Manifest {
  const { metadata, ...rest } = more;
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop', ...(metadata as object) }, ...rest };
}

function clean(given: Manifest, context: RestoreContext): Manifest {
  return sanitise(given, context).manifest;
}

describe('what a restore does with an object', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'u', controller: true };

  it('stores what a collected owner makes anew', () => {
    const given = object('apps/v1', 'ReplicaSet', { metadata: { ownerReferences: [owner] } });

    expect(
      restorableOf(given, { ...IN_PLACE, comesBack: ({ uid }) => (uid === 'u' ? 'restored' : undefined) }),
    ).toEqual({
      how: 'store',
      reason: 'made_by_owner',
      why: 'made by Deployment web',
    });
  });

  it('creates what stands for itself because its owner was not collected', () => {
    const given = object('apps/v1', 'ReplicaSet', { metadata: { ownerReferences: [owner] } });

    expect(restorableOf(given, IN_PLACE)).toEqual({ how: 'create' });
  });

  it('does not run a Job again that has completed', () => {
    const given = object('batch/v1', 'Job', { status: { conditions: [{ type: 'Complete', status: 'True' }] } });

    expect(restorableOf(given, IN_PLACE).how).toBe('store');
  });

  it('merges a default account into the one that every namespace has', () => {
    const given = object('v1', 'ServiceAccount', {
      metadata: { name: 'default' },
      automountServiceAccountToken: false,
    });

    expect(restorableOf(given, IN_PLACE).how).toBe('merge');
  });

  it('does not bring back what was being deleted', () => {
    const given = object('v1', 'ConfigMap', { metadata: { deletionTimestamp: '2026-11-23T08:00:00Z' } });

    expect(restorableOf(given, IN_PLACE).how).toBe('store');
  });
});

describe('restore order', () => {
  it('puts what others refer to first and what limits or starts others last', () => {
    const names = [
      'ResourceQuota',
      'Widget.example.com',
      'Deployment.apps',
      'Ingress.networking.k8s.io',
      'Service',
      'Secret',
      'ServiceAccount',
      'CustomResourceDefinition.apiextensions.k8s.io',
    ];

    expect(names.toSorted(byRestoreOrder)).toEqual([
      'CustomResourceDefinition.apiextensions.k8s.io',
      'ServiceAccount',
      'Secret',
      'Service',
      'Deployment.apps',
      'Ingress.networking.k8s.io',
      'Widget.example.com',
      'ResourceQuota',
    ]);
  });
});

describe('sanitise', () => {
  it('keeps name, namespace, labels, annotations and foreign finalizers, and every field of the body but status', () => {
    const given = object('example.com/v1', 'Widget', {
      metadata: {
        uid: 'u',
        resourceVersion: '7',
        generation: 3,
        creationTimestamp: '2026-11-23T08:00:00Z',
        finalizers: ['example.com/keep'],
        ownerReferences: [],
        labels: { app: 'web' },
        annotations: { note: 'x', 'deployment.kubernetes.io/revision': '3' },
      },
      spec: { unheardOf: { deep: [1, { x: null }] } },
      payload: 'kept',
      status: { ready: true },
    });

    expect(clean(given, IN_PLACE)).toEqual({
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: {
        name: 'web',
        namespace: 'shop',
        labels: { app: 'web' },
        annotations: { note: 'x' },
        finalizers: ['example.com/keep'],
      },
      spec: { unheardOf: { deep: [1, { x: null }] } },
      payload: 'kept',
    });
  });

  it('lets the cluster give a Service its addresses, and keeps a headless one headless', () => {
    const spec = {
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      healthCheckNodePort: 30999,
      ports: [{ port: 80, nodePort: 30080 }],
    };

    expect(clean(object('v1', 'Service', { spec }), IN_PLACE).spec).toEqual({
      healthCheckNodePort: 30999,
      ports: [{ port: 80, nodePort: 30080 }],
    });
    expect(clean(object('v1', 'Service', { spec }), BESIDE).spec).toEqual({ ports: [{ port: 80 }] });
    expect(
      clean(object('v1', 'Service', { spec: { clusterIP: 'None', clusterIPs: ['None'] } }), IN_PLACE).spec,
    ).toEqual({
      clusterIP: 'None',
      clusterIPs: ['None'],
    });
  });

  it('gives up node ports that somebody else has', () => {
    const given = object('v1', 'Service', { spec: { ports: [{ port: 80, nodePort: 30080 }] } });

    expect(withoutNodePorts(given).manifest.spec).toEqual({ ports: [{ port: 80 }] });
  });

  it('frees a Job of the uid that was its selector, and leaves one that a person wrote', () => {
    const labels = { 'batch.kubernetes.io/controller-uid': 'u', 'job-name': 'web', app: 'web' };
    const job = object('batch/v1', 'Job', {
      metadata: { labels },
      spec: { selector: { matchLabels: {} }, template: { metadata: { labels }, spec: {} } },
    });
    const manual = object('batch/v1', 'Job', {
      spec: { manualSelector: true, selector: { matchLabels: { app: 'web' } } },
    });

    expect(clean(job, IN_PLACE)).toMatchObject({
      metadata: { labels: { app: 'web' } },
      spec: { template: { metadata: { labels: { app: 'web' } } } },
    });
    expect(JSON.stringify(clean(job, IN_PLACE))).not.toMatch(/controller-uid|selector/);
    expect(clean(manual, IN_PLACE).spec).toMatchObject({ selector: { matchLabels: { app: 'web' } } });
  });

  it('takes node, computed priority and the injected token from a bare Pod', () => {
    const pod = object('v1', 'Pod', {
      spec: {
        nodeName: 'n1',
        priority: 0,
        serviceAccountName: 'web',
        volumes: [{ name: 'kube-api-access-x2x' }, { name: 'data' }],
        containers: [{ name: 'a', volumeMounts: [{ name: 'kube-api-access-x2x' }, { name: 'data' }] }],
      },
    });

    expect(clean(pod, IN_PLACE).spec).toEqual({
      serviceAccountName: 'web',
      volumes: [{ name: 'data' }],
      containers: [{ name: 'a', volumeMounts: [{ name: 'data' }] }],
    });
  });

  it('makes subjects, references and namespace selectors follow the namespace', () => {
    const binding = object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
      roleRef: { kind: 'Role', name: 'web' },
      subjects: [
        { kind: 'ServiceAccount', name: 'web', namespace: 'shop' },
        { kind: 'ServiceAccount', name: 'web', namespace: 'other' },
        { kind: 'Group', name: 'system:serviceaccounts:shop' },
        { kind: 'User', name: 'system:serviceaccount:shop:web' },
      ],
    });
    const policy = object('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: {
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] }],
      },
    });

    expect(clean(binding, BESIDE).subjects).toEqual([
      { kind: 'ServiceAccount', name: 'web', namespace: 'shop-copy' },
      { kind: 'ServiceAccount', name: 'web', namespace: 'other' },
      { kind: 'Group', name: 'system:serviceaccounts:shop-copy' },
      { kind: 'User', name: 'system:serviceaccount:shop-copy:web' },
    ]);
    expect(clean(policy, BESIDE).spec).toEqual({
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop-copy' } } }] }],
    });
    expect(clean(policy, BESIDE).metadata.namespace).toBe('shop-copy');
  });

  it('never touches the text of a ConfigMap', () => {
    const data = { name: 'web', namespace: 'shop' };

    expect(clean(object('v1', 'ConfigMap', { data }), BESIDE).data).toEqual(data);
  });

  it('leaves its argument as it was', () => {
    const given = object('v1', 'Service', { spec: { clusterIP: '10.96.0.7', ports: [{ port: 80, nodePort: 1 }] } });
    const before = structuredClone(given);

    clean(given, BESIDE);

    expect(given).toEqual(before);
  });
});
