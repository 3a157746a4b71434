import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RestoredObject } from '../../functions/domain/restore/restored-object.ts';
import { readBatches } from '../../functions/operations/read-record.ts';
import { applyObjects } from '../../simulator/apply.ts';
import type { KubeObject } from '../../simulator/objects.ts';
import { backUp } from './harness/benches.ts';
import { type AslCluster, startCluster } from './harness/cluster.ts';
import { createField, definition, FIELD } from './harness/field.ts';
import { restoreOf } from './harness/subject.ts';
import { startWorld, type World } from './harness/world.ts';

const COPY = 'field-copy';
const GROUP = 'field.example.com';
let world: World;
let cluster: AslCluster;
let backup: Awaited<ReturnType<typeof backUp>>;
let before: Map<string, KubeObject>;

beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => await world.stop(), 60_000);

beforeEach(async () => {
  cluster = await startCluster(world.plane);
  await createField(cluster);
  before = new Map(['orders-app', 'ci-token'].map((name) => [name, find('secrets', name)]));
  backup = await backUp(world, cluster, FIELD);
  return async () => await cluster.simulator.stop();
}, 60_000);

function find(resource: string, name: string, namespace = FIELD): KubeObject {
  const found = cluster.simulator.objects.get(resource, `${namespace}/${name}`);
  if (!found) throw new Error(`no ${resource} ${namespace}/${name}`);
  return found;
}

async function deleteNamespace(): Promise<void> {
  const { objects, simulation } = cluster.simulator;
  simulation.store.modify(`pgs.${GROUP}`, `${FIELD}/orders`, ({ metadata }) => delete metadata.finalizers);
  objects.remove('namespaces', FIELD);
  await cluster.simulator.settled();
}

async function restore(to: string, more: object = {}, onto = cluster) {
  const subject = restoreOf({ ...backup, to });
  const source = onto === cluster ? {} : { source: cluster.ref };
  const refs = { cluster: onto.ref, locations: [world.location], backup: backup.backup, ...source };
  const ended = await world.ended(
    await world.start({ ...subject, spec: { ...subject.spec, ...more }, more: { refs } }, onto),
  );
  await cluster.simulator.settled();
  const record: RestoredObject[] = [];
  for await (const { objects } of readBatches(world.plane.services.ledger, ended.operationId)) record.push(...objects);
  return { ended, record };
}

function on(record: readonly RestoredObject[], kind: string, name: string): RestoredObject | undefined {
  return record.find((one) => one.kind === kind && one.name === name);
}

describe('a restore in place', () => {
  it('brings back what a custom resource owns, owned by the one that was restored', async () => {
    await deleteNamespace();
    const { ended, record } = await restore(FIELD);

    expect(ended).toMatchObject({ phase: 'Succeeded' });
    const { uid } = find(`pgs.${GROUP}`, 'orders').metadata;
    for (const [resource, name] of [
      ['secrets', 'orders-app'],
      ['configmaps', 'orders-bootstrap'],
      ['persistentvolumeclaims', 'orders-1'],
    ] as const) {
      expect(find(resource, name).metadata.ownerReferences, name).toMatchObject([{ kind: 'Pg', name: 'orders', uid }]);
    }
    expect(find('secrets', 'orders-app').data).toEqual(before.get('orders-app')?.data);
    expect(on(record, 'Secret', 'orders-app')?.fields).toMatchObject([
      { field: 'metadata.ownerReferences[Pg orders]', action: 'changed' },
    ]);
    expect(record.filter(({ kind }) => kind === 'ReplicaSet')).toMatchObject([
      { outcome: 'left', reason: 'made_by_owner' },
    ]);
  });

  it('brings back tokens, the default account’s fields, data in status, and finalizers', async () => {
    const tokenBefore = before.get('ci-token')?.metadata;
    await deleteNamespace();
    const { record } = await restore(FIELD);

    const token = find('secrets', 'ci-token');
    expect(token).toMatchObject({ type: 'kubernetes.io/service-account-token', metadata: { labels: { app: 'ci' } } });
    expect(token.metadata.annotations?.['kubernetes.io/service-account.uid']).toBe(
      find('serviceaccounts', 'ci').metadata.uid,
    );
    expect(token.metadata.annotations).not.toEqual(tokenBefore?.annotations);
    expect(token.data).toHaveProperty('token');
    expect(on(record, 'Secret', 'token-of-old')).toMatchObject({ outcome: 'left', reason: 'automatic_token' });
    expect(cluster.simulator.objects.get('secrets', `${FIELD}/token-of-old`)).toBeUndefined();
    expect(find('serviceaccounts', 'default')).toMatchObject({ automountServiceAccountToken: false });
    expect(find(`rooms.${GROUP}`, 'one').status).toEqual({ externalId: 'room-4711', booked: true });
    expect(find(`pgs.${GROUP}`, 'orders').metadata.finalizers).toEqual([`${GROUP}/cleanup`]);
  });

  it('keeps the addresses of Services', async () => {
    const { spec, metadata } = find('services', 'vip');
    await deleteNamespace();
    await restore(FIELD);

    const restored = find('services', 'vip');
    expect(restored.spec).toMatchObject({ externalIPs: (spec as { externalIPs: string[] }).externalIPs });
    expect(restored.metadata.annotations).toEqual(metadata.annotations);
  });

  it('brings back status that a controller writes only when it is asked to', async () => {
    await deleteNamespace();
    const { record } = await restore(FIELD);
    expect(find(`pgs.${GROUP}`, 'orders').status).toBeUndefined();
    expect(on(record, 'Pg', 'orders')?.fields).toMatchObject([{ field: 'status', action: 'dropped' }]);

    await deleteNamespace();
    await restore(FIELD, { restoreStatus: true });
    expect(find(`pgs.${GROUP}`, 'orders').status).toEqual({ ready: true });
  });

  it('by a role that may not patch makes all, and says that owners are missing', async () => {
    await deleteNamespace();
    cluster.simulator.simulation.store.modify('clusterroles.rbac.authorization.k8s.io', 'snapferry-restore', (role) => {
      role.rules = (role.rules as { verbs: string[]; resources: string[] }[]).filter(
        ({ verbs, resources }) => !(verbs.includes('patch') && resources.includes('*')),
      );
    });
    const { ended, record } = await restore(FIELD);

    expect(ended).toMatchObject({ phase: 'Succeeded' });
    expect(find('secrets', 'orders-app').metadata.ownerReferences).toBeUndefined();
    expect(on(record, 'Secret', 'orders-app')?.fields).toMatchObject([
      { field: 'metadata.ownerReferences[Pg orders]', action: 'dropped', reason: expect.stringContaining('refused') },
    ]);
    expect(ended.warnings.join('\n')).toContain('Secret field/orders-app: metadata.ownerReferences[Pg orders] dropped');
  });
});

describe('a copy beside its source', () => {
  it('does not ask for its addresses, and the record says what both have', async () => {
    const { ended, record } = await restore(COPY);

    expect(ended).toMatchObject({ phase: 'Succeeded' });
    const service = find('services', 'vip', COPY);
    expect(service.spec).not.toHaveProperty('externalIPs');
    expect(service.metadata.annotations).toBeUndefined();
    const said = (kind: string, name: string) =>
      on(record, kind, name)?.fields?.map(({ field, action }) => `${field} ${action}`);
    expect(said('Service', 'vip')).toEqual(
      expect.arrayContaining(['metadata.annotations[metallb.io/loadBalancerIPs] dropped', 'spec.externalIPs dropped']),
    );
    expect(said('Ingress', 'web')).toEqual(['spec.rules[0].host kept']);
    const { uid } = find(`pgs.${GROUP}`, 'orders', COPY).metadata;
    expect(find('secrets', 'orders-app', COPY).metadata.ownerReferences).toMatchObject([{ uid }]);
  });

  it('is given no rights over the cluster, and is said to lack them', async () => {
    const { ended, record } = await restore(COPY);

    expect(on(record, 'ClusterRoleBinding', 'field-ci')).toMatchObject({
      outcome: 'left',
      why: expect.stringContaining(`ServiceAccount ${COPY}/ci has not the rights of ClusterRole field-nodes`),
    });
    expect(ended.warnings.join('\n')).toContain(`ServiceAccount ${COPY}/ci has not the rights`);
  });
});

describe('a restore onto another cluster, of one IP family', () => {
  it('makes Services of the families that it has, and definitions as it takes them, and says which fields that changed', async () => {
    const other = await startCluster(world.plane, { ipFamilies: ['IPv4'] });
    try {
      const { ended, record } = await restore(COPY, {}, other);

      expect(ended).toMatchObject({ phase: 'Succeeded' });
      const spec = (name: string) => other.simulator.objects.get('services', `${COPY}/${name}`)?.spec;
      expect(spec('prefer')).toMatchObject({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] });
      expect(spec('require')).toMatchObject({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] });
      expect(spec('six')).toMatchObject({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
      const reason = 'the cluster has IPv4 only';
      expect(on(record, 'Service', 'require')?.fields).toEqual(
        expect.arrayContaining([
          { field: 'spec.ipFamilies', action: 'changed', reason },
          { field: 'spec.ipFamilyPolicy', action: 'changed', reason },
        ]),
      );
      const definitions = 'customresourcedefinitions.apiextensions.k8s.io';
      const opened = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
      const relics = other.simulator.objects.get(definitions, `relics.${GROUP}`)?.spec;
      expect(relics).toMatchObject({ versions: [{ schema: opened }] });
      expect(relics).not.toHaveProperty('preserveUnknownFields');
      expect(other.simulator.objects.get(`relics.${GROUP}`, `${COPY}/one`)).toMatchObject({ unheardOf: true });
      expect(on(record, 'Pg', 'orders')?.fields).toEqual(
        expect.arrayContaining([expect.objectContaining({ field: `metadata.finalizers[${GROUP}/cleanup]` })]),
      );
    } finally {
      await other.simulator.stop();
    }
  });
});

describe('an object whose version is no longer served', () => {
  const replace = async (next: ReturnType<typeof definition>) => {
    cluster.simulator.objects.remove('customresourcedefinitions.apiextensions.k8s.io', next.metadata.name);
    await cluster.simulator.settled();
    applyObjects(cluster.simulator.simulation, [next]);
    await cluster.simulator.settled();
  };

  it('is refused before anything is made, naming the versions that are', async () => {
    await replace(definition('gauges', 'Gauge', { v1: false }));
    const { ended } = await restore(COPY);

    expect(ended).toMatchObject({
      phase: 'Failed',
      error: {
        code: 'restore.kind_not_found',
        message: expect.stringContaining(`serves Gauge.${GROUP} in v1, not in v1alpha1`),
      },
    });
    expect(cluster.simulator.objects.get('namespaces', COPY)).toBeUndefined();
  });

  it('is made at one that its definition says differs by name only', async () => {
    const next = definition('gauges', 'Gauge', { v1: false, v1alpha1: false });
    const [, old] = (next.spec as { versions: { served: boolean }[] }).versions;
    if (old) old.served = false;
    await replace(next);
    const { ended, record } = await restore(COPY);

    expect(ended).toMatchObject({ phase: 'Succeeded' });
    expect(find(`gauges.${GROUP}`, 'one', COPY)).toMatchObject({ apiVersion: `${GROUP}/v1`, spec: { a: 1 } });
    expect(on(record, 'Gauge', 'one')?.fields).toMatchObject([{ field: 'apiVersion', action: 'changed' }]);
  });
});
