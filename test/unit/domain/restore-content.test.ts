import { describe, expect, it } from 'vitest';
import { lackingRights } from '../../../functions/domain/cluster/lacking-rights.ts';
import type { Manifest, OwnerReference } from '../../../functions/domain/manifest/manifest.ts';
import { versionFor } from '../../../functions/domain/restore/conversions.ts';
import { restorableOf, returnOf } from '../../../functions/domain/restore/restorable.ts';
import { plainContext, type RestoreContext } from '../../../functions/domain/restore/restore-context.ts';
import { sanitise, statusToRestore } from '../../../functions/domain/restore/sanitise.ts';
import { accountPatchOf } from '../../../functions/domain/restore/sanitising/account.ts';

const IN_PLACE = plainContext({}, true);
const BESIDE = plainContext({ shop: 'shop-copy' }, true);
const ELSEWHERE = plainContext({ shop: 'shop-copy' }, false);

function object(apiVersion: string, kind: string, more: Record<string, unknown> = {}): Manifest {
  const { metadata, ...rest } = more;
  return { apiVersion, kind, metadata: { name: 'web', namespace: 'shop', ...(metadata as object) }, ...rest };
}

function owner(apiVersion: string, kind: string, more: Partial<OwnerReference> = {}): OwnerReference {
  return { apiVersion, kind, name: 'owner', uid: 'owner', controller: true, ...more };
}

function ownedBy(reference: OwnerReference): Record<string, unknown> {
  return { metadata: { ownerReferences: [reference] } };
}

const PG = owner('db.example.com/v1', 'Pg');
/** The owner of these cases is restored, as itself. */
const RESTORED: RestoreContext = { ...IN_PLACE, comesBack: () => 'restored' };

describe('what something owns', () => {
  it.each([
    ['v1', 'Secret'],
    ['v1', 'ConfigMap'],
    ['v1', 'PersistentVolumeClaim'],
    ['v1', 'Service'],
    ['v1', 'ServiceAccount'],
    ['apps/v1', 'StatefulSet'],
    ['batch/v1', 'Job'],
    ['db.example.com/v1', 'PgUser'],
  ])('comes back, being state: %s %s', (apiVersion, kind) => {
    expect(restorableOf(object(apiVersion, kind, ownedBy(PG)), RESTORED)).toEqual({ how: 'create' });
  });

  it.each([
    ['v1', 'Pod', owner('apps/v1', 'ReplicaSet')],
    ['v1', 'Pod', PG],
    ['apps/v1', 'ReplicaSet', owner('apps/v1', 'Deployment')],
    ['apps/v1', 'ControllerRevision', owner('apps/v1', 'StatefulSet')],
    ['discovery.k8s.io/v1', 'EndpointSlice', owner('v1', 'Service')],
    ['batch/v1', 'Job', owner('batch/v1', 'CronJob')],
  ])('is left to its owner’s controller: %s %s', (apiVersion, kind, reference) => {
    expect(restorableOf(object(apiVersion, kind, ownedBy(reference)), RESTORED)).toMatchObject({
      how: 'store',
      reason: 'made_by_owner',
    });
  });

  it('comes back when its very owner does not', () => {
    const pod = object('v1', 'Pod', ownedBy(owner('apps/v1', 'ReplicaSet')));

    expect(restorableOf(pod, IN_PLACE)).toEqual({ how: 'create' });
  });

  it('is left when its owner is itself what runs, and is in no backup', () => {
    const launcher = object('v1', 'Pod', ownedBy(owner('kubevirt.io/v1', 'VirtualMachineInstance')));

    expect(restorableOf(launcher, IN_PLACE)).toMatchObject({ how: 'store', reason: 'made_by_owner' });
  });

  it('of a Job that has ended is not made anew', () => {
    const ended = object('batch/v1', 'Job', { status: { conditions: [{ type: 'Complete', status: 'True' }] } });

    expect(returnOf(ended, IN_PLACE)).toBeUndefined();
    expect(returnOf(object('apps/v1', 'ReplicaSet', ownedBy(PG)), RESTORED)).toBe('anew');
  });

  it('is made without an owner, which is set later or said to be dropped', () => {
    const secret = object('v1', 'Secret', ownedBy(PG));

    expect(sanitise(secret, RESTORED)).toMatchObject({
      changes: [{ field: 'metadata.ownerReferences[Pg owner]', action: 'changed' }],
    });
    expect(sanitise(secret, RESTORED).manifest.metadata).toEqual({ name: 'web', namespace: 'shop' });
    expect(sanitise(secret, IN_PLACE).changes).toMatchObject([{ action: 'dropped' }]);
  });
});

describe('a token of an account', () => {
  const annotations = { 'kubernetes.io/service-account.name': 'ci', 'kubernetes.io/service-account.uid': 'old' };
  const token = (name: string, labels: Record<string, string> = {}) =>
    object('v1', 'Secret', {
      type: 'kubernetes.io/service-account-token',
      metadata: { name, labels, annotations },
      data: { token: 'c2VjcmV0' },
    });
  const used = { 'kubernetes.io/legacy-token-last-used': '2026-11-27' };

  it('made by hand comes back with its name, type, labels and account, for the control plane to fill', () => {
    const { manifest, changes } = sanitise(token('ci-token', { app: 'ci', ...used }), IN_PLACE);

    expect(restorableOf(token('ci-token', used), IN_PLACE)).toEqual({ how: 'create' });
    expect(manifest).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: {
        name: 'ci-token',
        namespace: 'shop',
        labels: { app: 'ci' },
        annotations: { 'kubernetes.io/service-account.name': 'ci' },
      },
    });
    expect(changes).toMatchObject([{ field: 'data', action: 'dropped' }]);
  });

  it.each<[string, Manifest, RestoreContext]>([
    [
      'is listed by an account',
      token('ci-token'),
      { ...IN_PLACE, isListedByAccount: (_, name) => name === 'ci-token' },
    ],
    ['the control plane marked as its own', token('x', { 'kubernetes.io/legacy-token-invalid-since': '1' }), IN_PLACE],
    ['has a made-up name and was used', token('ci-token-x7k2p', used), IN_PLACE],
  ])('stays in the backup when it %s', (_what, given, context) => {
    expect(restorableOf(given, context)).toMatchObject({ how: 'store', reason: 'automatic_token' });
  });
});

describe('the default account', () => {
  it('gets every field that a new one has not', () => {
    const account = object('v1', 'ServiceAccount', {
      metadata: { name: 'default', labels: { a: 'b' } },
      automountServiceAccountToken: false,
      secrets: [{ name: 'registry-key' }, { name: 'default-token-x7k2p' }, { name: 'default-dockercfg-9' }],
      imagePullSecrets: [{ name: 'registry' }, { name: 'default-dockercfg-9' }],
    });

    expect(restorableOf(account, IN_PLACE)).toEqual({ how: 'merge' });
    expect(accountPatchOf(sanitise(account, IN_PLACE).manifest)).toEqual({
      metadata: { labels: { a: 'b' } },
      automountServiceAccountToken: false,
      secrets: [{ name: 'registry-key' }],
      imagePullSecrets: [{ name: 'registry' }],
    });
  });

  it('without anything of its own stays as it is', () => {
    const account = object('v1', 'ServiceAccount', {
      metadata: { name: 'default' },
      secrets: [{ name: 'default-token-x7k2p' }],
    });

    expect(restorableOf(account, IN_PLACE)).toMatchObject({ how: 'store', reason: 'in_every_namespace' });
  });
});

describe('a version that is no longer served', () => {
  const gauge = object('vers.example.com/v1alpha1', 'Gauge');
  const definition = (names: string[], conversion?: object) =>
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      spec: { versions: names.map((name) => ({ name })), ...(conversion ? { conversion } : {}) },
    });

  it('is kept while it is served', () => {
    expect(versionFor(gauge, ['v1', 'v1alpha1'], [])).toBe('v1alpha1');
  });

  it('becomes one that a definition says differs by name only', () => {
    expect(versionFor(gauge, ['v1'], [definition(['v1alpha1', 'v1'])])).toBe('v1');
    expect(versionFor(gauge, ['v1'], [definition(['v1']), definition(['v1alpha1', 'v1'], { strategy: 'None' })])).toBe(
      'v1',
    );
    const context = { ...IN_PLACE, versionOf: () => 'v1' };
    expect(sanitise(gauge, context)).toMatchObject({
      manifest: { apiVersion: 'vers.example.com/v1' },
      changes: [{ field: 'apiVersion', action: 'changed' }],
    });
  });

  it('is taken for no other when nobody says that it is the same, or a webhook would convert it', () => {
    expect(versionFor(gauge, ['v1'], [definition(['v1'])])).toBeUndefined();
    expect(versionFor(gauge, ['v1'], [definition(['v1alpha1', 'v1'], { strategy: 'Webhook' })])).toBeUndefined();
  });

  it('of a built-in kind becomes the later one only where the fields are the same', () => {
    const budget = (selector: object) => object('policy/v1beta1', 'PodDisruptionBudget', { spec: { selector } });

    expect(versionFor(object('autoscaling/v2beta2', 'HorizontalPodAutoscaler'), ['v2', 'v1'], [])).toBe('v2');
    expect(versionFor(object('autoscaling/v2beta1', 'HorizontalPodAutoscaler'), ['v2', 'v1'], [])).toBeUndefined();
    expect(versionFor(budget({ matchLabels: { a: 'b' } }), ['v1'], [])).toBe('v1');
    expect(versionFor(budget({}), ['v1'], [])).toBeUndefined();
    expect(versionFor(object('networking.k8s.io/v1beta1', 'Ingress'), ['v1'], [])).toBeUndefined();
  });
});

describe('a copy beside its source', () => {
  const service = object('v1', 'Service', {
    metadata: {
      annotations: {
        'metallb.io/loadBalancerIPs': '192.0.2.10',
        'external-dns.alpha.kubernetes.io/hostname': 'shop.example.com',
        'metallb.io/address-pool': 'public',
      },
    },
    spec: {
      type: 'LoadBalancer',
      healthCheckNodePort: 31_234,
      externalIPs: ['192.0.2.20'],
      loadBalancerIP: '192.0.2.10',
      ports: [{ port: 80, nodePort: 30_080 }],
    },
  });

  it('asks for no address, port or name that its source has, and says so', () => {
    const { manifest, changes } = sanitise(service, BESIDE);

    expect(manifest).toMatchObject({
      metadata: { namespace: 'shop-copy', annotations: { 'metallb.io/address-pool': 'public' } },
      spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
    });
    expect(JSON.stringify(manifest)).not.toMatch(/192\.0\.2|shop\.example|30080|31234/);
    expect(changes.map(({ field, action }) => `${field} ${action}`).toSorted()).toEqual([
      'metadata.annotations[external-dns.alpha.kubernetes.io/hostname] dropped',
      'metadata.annotations[metallb.io/loadBalancerIPs] dropped',
      'spec.externalIPs dropped',
      'spec.healthCheckNodePort changed',
      'spec.loadBalancerIP dropped',
      'spec.ports[0].nodePort changed',
    ]);
  });

  it.each([
    ['in place', IN_PLACE],
    ['on another cluster', ELSEWHERE],
  ])('keeps them all %s', (_where, context) => {
    const { manifest, changes } = sanitise(service, context);

    expect(manifest.spec).toEqual(service.spec);
    expect(manifest.metadata.annotations).toEqual(service.metadata.annotations);
    expect(changes).toEqual([]);
  });

  it('keeps hosts, since a rule without its host is for all of them, and says that both have them', () => {
    const ingress = object('networking.k8s.io/v1', 'Ingress', { spec: { rules: [{ host: 'shop.example.com' }] } });

    expect(sanitise(ingress, BESIDE).manifest.spec).toEqual(ingress.spec);
    expect(sanitise(ingress, BESIDE).changes).toMatchObject([{ field: 'spec.rules[0].host', action: 'kept' }]);
    expect(sanitise(ingress, IN_PLACE).changes).toEqual([]);
  });

  it('is said to lack the rights that a binding of the whole cluster gives its source', () => {
    const binding = (namespace: string) =>
      object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
        metadata: { name: 'op-nodes', namespace: undefined },
        roleRef: { kind: 'ClusterRole', name: 'nodes' },
        subjects: [{ kind: 'ServiceAccount', name: 'op', namespace }],
      });

    expect(lackingRights(binding('shop'), binding('shop-copy'))).toBe(
      'ServiceAccount shop-copy/op has not the rights of ClusterRole nodes: bind it where it needs them',
    );
    expect(lackingRights(binding('shop'), binding('shop'))).toBeUndefined();
  });
});

describe('a definition that was made as v1beta1', () => {
  const CRD = ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'] as const;
  const OPEN = 'x-kubernetes-preserve-unknown-fields';
  const schema = { openAPIV3Schema: { type: 'object' } };

  it('says in each schema what it said in one field', () => {
    const spec = {
      preserveUnknownFields: true,
      versions: [
        { name: 'v1', schema },
        { name: 'v1beta1', schema },
      ],
    };
    const { manifest, changes } = sanitise(object(...CRD, { spec }), IN_PLACE);
    const opened = { openAPIV3Schema: { type: 'object', [OPEN]: true } };

    expect(manifest.spec).toEqual({
      versions: [
        { name: 'v1', schema: opened },
        { name: 'v1beta1', schema: opened },
      ],
    });
    expect(changes).toMatchObject([{ field: 'spec.preserveUnknownFields', action: 'changed' }]);
  });

  it('gets a schema where v1 would take none, or not the one that there was', () => {
    const broken = {
      spec: { versions: [{ name: 'v1', schema: { openAPIV3Schema: { properties: {} } } }] },
      status: { conditions: [{ type: 'NonStructuralSchema', status: 'True' }] },
    };
    const opened = { versions: [{ name: 'v1', schema: { openAPIV3Schema: { type: 'object', [OPEN]: true } } }] };

    expect(sanitise(object(...CRD, { spec: { versions: [{ name: 'v1' }] } }), IN_PLACE).manifest.spec).toEqual(opened);
    expect(sanitise(object(...CRD, broken), IN_PLACE).manifest).toEqual({ ...object(...CRD), spec: opened });
  });

  it('that v1 takes is as it was', () => {
    const spec = { versions: [{ name: 'v1', schema }] };

    expect(sanitise(object(...CRD, { spec }), IN_PLACE)).toEqual({ manifest: object(...CRD, { spec }), changes: [] });
  });
});

describe('IP families', () => {
  const service = (spec: object) => object('v1', 'Service', { spec: { selector: { a: 'b' }, ...spec } });
  const IPV4 = { ...ELSEWHERE, families: ['IPv4'] };
  const specOf = (given: Manifest, context: RestoreContext) => sanitise(given, context).manifest.spec;

  it('that the target lacks are given anew', () => {
    const both = ['IPv4', 'IPv6'];

    expect(specOf(service({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: both }), IPV4)).toEqual({
      selector: { a: 'b' },
      ipFamilyPolicy: 'PreferDualStack',
      ipFamilies: ['IPv4'],
    });
    expect(specOf(service({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: both }), IPV4)).toMatchObject({
      ipFamilyPolicy: 'PreferDualStack',
      ipFamilies: ['IPv4'],
    });
    expect(specOf(service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }), IPV4)).toEqual({
      selector: { a: 'b' },
      ipFamilyPolicy: 'SingleStack',
    });
  });

  it.each([
    ['that the target has', { ipFamilies: ['IPv6', 'IPv4'] }, { ...ELSEWHERE, families: ['IPv4', 'IPv6'] }],
    ['of which the target says nothing', { ipFamilies: ['IPv6'] }, ELSEWHERE],
    ['of a headless Service without a selector', { clusterIP: 'None', ipFamilies: ['IPv6'], selector: {} }, IPV4],
  ])('%s stay', (_which, spec, context) => {
    expect(sanitise(service(spec), context)).toMatchObject({ manifest: { spec }, changes: [] });
  });
});

describe('status', () => {
  const room = object('plain.example.com/v1', 'Room', { status: { externalId: 'room-4711' } });
  const at = (place: ReturnType<RestoreContext['statusOf']>, restoreStatus = false): RestoreContext => ({
    ...IN_PLACE,
    statusOf: () => place,
    restoreStatus,
  });

  it('comes back with the object where it is data', () => {
    expect(sanitise(room, at('body'))).toEqual({ manifest: room, changes: [] });
    expect(statusToRestore(room, at('body'))).toBeUndefined();
  });

  it('is dropped where a controller writes it, unless it is asked for', () => {
    expect(sanitise(room, at('subresource')).changes).toMatchObject([{ field: 'status', action: 'dropped' }]);
    expect(statusToRestore(room, at('subresource'))).toBeUndefined();
    expect(statusToRestore(room, at('subresource', true))).toEqual(room.status);
  });

  it('that was data on the source comes back at the subresource that the target has', () => {
    expect(statusToRestore(room, at('data-at-subresource'))).toEqual(room.status);
    expect(sanitise(room, at('data-at-subresource'))).toMatchObject({ changes: [] });
  });
});

describe('finalizers', () => {
  const finalizers = ['kubernetes.io/pvc-protection', 'foregroundDeletion', 'db.example.com/cleanup'];

  it('of other groups come back, and the record says so where their controllers may not be', () => {
    const given = object('db.example.com/v1', 'Pg', { metadata: { finalizers } });

    expect(sanitise(given, IN_PLACE)).toMatchObject({
      manifest: { metadata: { finalizers: ['db.example.com/cleanup'] } },
      changes: [],
    });
    expect(sanitise(given, ELSEWHERE).changes).toMatchObject([
      { field: 'metadata.finalizers[db.example.com/cleanup]', action: 'kept' },
    ]);
  });

  it('of the storage are set by the storage', () => {
    const given = object('v1', 'PersistentVolumeClaim', { metadata: { finalizers }, spec: {} });

    expect(sanitise(given, IN_PLACE).manifest.metadata).not.toHaveProperty('finalizers');
  });
});
