import { applyObjects } from '../../../simulator/apply.ts';
import type { NewObject } from '../../../simulator/store.ts';
import type { AslCluster } from './cluster.ts';

export const FIELD = 'field';
const GROUP = 'field.example.com';
const OPEN = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };

/** @param versions name and whether status is a subresource */
export function definition(plural: string, kind: string, versions: Record<string, boolean>): NewObject {
  const [storage] = Object.keys(versions);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: Object.entries(versions).map(([name, status]) => ({
        name,
        served: true,
        storage: name === storage,
        schema: OPEN,
        ...(status ? { subresources: { status: {} } } : {}),
      })),
    },
  };
}

function own(apiVersion: string, kind: string, name: string, fields: Record<string, unknown> = {}): NewObject {
  const { metadata, ...rest } = fields;
  return { apiVersion, kind, metadata: { name, namespace: FIELD, ...(metadata as object) }, ...rest };
}

function service(name: string, spec: object): NewObject {
  return own('v1', 'Service', name, { spec: { selector: { a: 'b' }, ports: [{ port: 80 }], ...spec } });
}

/** A namespace with what a restore easily leaves out: owned state, tokens, the default account's fields, status. */
export async function createField({ simulator }: AslCluster): Promise<void> {
  const { simulation, objects } = simulator;
  applyObjects(simulation, [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: FIELD } },
    definition('pgs', 'Pg', { v1: true }),
    definition('rooms', 'Room', { v1: false }),
    definition('gauges', 'Gauge', { v1alpha1: false }),
    definition('relics', 'Relic', { v1: false }),
  ]);
  // stored since v1beta1: nobody could make it so today
  simulation.store.modify('customresourcedefinitions.apiextensions.k8s.io', `relics.${GROUP}`, (draft) => {
    const spec = draft.spec as { preserveUnknownFields?: boolean; versions: { schema: object }[] };
    spec.preserveUnknownFields = true;
    for (const version of spec.versions) version.schema = { openAPIV3Schema: { type: 'object' } };
  });
  await simulator.settled();
  applyObjects(simulation, [
    own(`${GROUP}/v1`, 'Pg', 'orders', { metadata: { finalizers: [`${GROUP}/cleanup`] }, spec: { size: 1 } }),
    own(`${GROUP}/v1`, 'Room', 'one', { spec: {}, status: { externalId: 'room-4711', booked: true } }),
    own(`${GROUP}/v1`, 'Relic', 'one', { unheardOf: true }),
    own(`${GROUP}/v1alpha1`, 'Gauge', 'one', { spec: { a: 1 } }),
    own('v1', 'ServiceAccount', 'ci'),
    own('v1', 'ServiceAccount', 'old', { secrets: [{ name: 'token-of-old' }] }),
    own('v1', 'ServiceAccount', 'default', { automountServiceAccountToken: false }),
    own('v1', 'Service', 'vip', {
      metadata: { annotations: { 'metallb.io/loadBalancerIPs': '192.0.2.10' } },
      spec: { type: 'LoadBalancer', externalIPs: ['192.0.2.20'], selector: { a: 'b' }, ports: [{ port: 80 }] },
    }),
    service('prefer', { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv6'] }),
    service('require', { ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] }),
    service('six', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }),
    own('networking.k8s.io/v1', 'Ingress', 'web', { spec: { rules: [{ host: 'shop.example.com' }] } }),
    own('apps/v1', 'Deployment', 'web', {
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'pause' }] } },
      },
    }),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'field-ci' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'field-nodes' },
      subjects: [{ kind: 'ServiceAccount', name: 'ci', namespace: FIELD }],
    },
  ]);
  const annotations = { 'kubernetes.io/service-account.name': 'ci' };
  const pg = objects.get(`pgs.${GROUP}`, `${FIELD}/orders`);
  const owner = { apiVersion: `${GROUP}/v1`, kind: 'Pg', name: 'orders', controller: true, blockOwnerDeletion: true };
  const ownerReferences = [{ ...owner, uid: pg?.metadata.uid ?? '' }];
  simulation.store.modify(`pgs.${GROUP}`, `${FIELD}/orders`, (draft) => {
    draft.status = { ready: true };
  });
  applyObjects(simulation, [
    own('v1', 'Secret', 'ci-token', {
      metadata: { labels: { app: 'ci' }, annotations },
      type: 'kubernetes.io/service-account-token',
    }),
    own('v1', 'Secret', 'token-of-old', {
      metadata: { annotations: { 'kubernetes.io/service-account.name': 'old' } },
      type: 'kubernetes.io/service-account-token',
    }),
    own('v1', 'Secret', 'orders-app', { metadata: { ownerReferences }, stringData: { password: 'first-and-only' } }),
    own('v1', 'ConfigMap', 'orders-bootstrap', { metadata: { ownerReferences }, data: { systemId: '73551' } }),
    own('v1', 'PersistentVolumeClaim', 'orders-1', {
      metadata: { ownerReferences },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }),
  ]);
  await simulator.settled();
}
