import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { until } from '../support/until.ts';
import { cluster } from './harness/cluster.ts';
import { apply, kube } from './harness/control.ts';
import { type Product, startProduct } from './product/product.ts';
import { createVolumes, deleteNamespace } from './product/workload.ts';

const running = cluster();
const unique = randomBytes(3).toString('hex');
const namespace = `content-${unique}`;
const copy = `${namespace}-copy`;
const group = `content-${unique}.example.com`;
const definitions = [`pgs.${group}`, `rooms.${group}`];
let product: Product;
let backup: Operation;
let password: string;

beforeAll(async () => {
  product = await startProduct(running);
  await createVolumes(running, [namespace], ['orders-1']);
  await apply(running, [definition('pgs', 'Pg', { status: {} }), definition('rooms', 'Room')]);
  await kube(running, ['wait', '--for=condition=Established', ...definitions.map((name) => `crd/${name}`)]);
  await apply(running, [own(`${group}/v1`, 'Pg', 'orders', { spec: { size: 1 } })]);
  const uid = await field('pgs', 'orders', '{.metadata.uid}');
  const owner = { apiVersion: `${group}/v1`, kind: 'Pg', name: 'orders', uid, controller: true };
  const owned = { metadata: { ownerReferences: [owner] } };
  await apply(running, [
    own('v1', 'Secret', 'orders-app', { ...owned, stringData: { password: 'first-and-only' } }),
    own(`${group}/v1`, 'Room', 'one', { spec: {}, status: { externalId: 'room-4711' } }),
    own('v1', 'ServiceAccount', 'ci'),
    own('v1', 'ServiceAccount', 'default', { automountServiceAccountToken: false }),
    own('v1', 'Service', 'vip', {
      spec: { externalIPs: ['192.0.2.20'], selector: { a: 'b' }, ports: [{ port: 80 }], type: 'NodePort' },
    }),
  ]);
  await kube(running, ['patch', 'pvc', 'orders-1', '-n', namespace, '--type=merge', '-p', JSON.stringify(owned)]);
  await apply(running, [
    own('v1', 'Secret', 'ci-token', {
      metadata: { annotations: { 'kubernetes.io/service-account.name': 'ci' } },
      type: 'kubernetes.io/service-account-token',
    }),
  ]);
  password = await field('secret', 'orders-app', '{.data.password}');
  backup = await product.backUp(namespace);
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, namespace, copy);
  await kube(running, ['delete', 'crd', ...definitions, '--ignore-not-found']);
});

function definition(plural: string, kind: string, subresources?: object) {
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema }, subresources };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [version],
    },
  };
}

function own(apiVersion: string, kind: string, name: string, fields: Record<string, unknown> = {}) {
  const { metadata, ...rest } = fields;
  return { apiVersion, kind, metadata: { name, namespace, ...(metadata as object) }, ...rest };
}

async function field(what: string, name: string, path: string, of = namespace): Promise<string> {
  const resource = definitions.includes(`${what}.${group}`) ? `${what}.${group}` : what;
  return await kube(running, ['get', resource, name, '-n', of, '--ignore-not-found', '-o', `jsonpath=${path}`]);
}

describe('a namespace that was deleted', () => {
  it('comes back with what a custom resource owns, the token of an account, the default account and status that is data', async () => {
    await deleteNamespace(running, namespace);

    const restore = await product.restore(backup.operationId);

    expect(restore).toMatchObject({ phase: 'Succeeded', counts: { dropped: 0 } });
    const uid = await field('pgs', 'orders', '{.metadata.uid}');
    for (const [kind, name] of [
      ['secret', 'orders-app'],
      ['pvc', 'orders-1'],
    ] as const) {
      expect(await field(kind, name, '{.metadata.ownerReferences[*].uid}'), name).toBe(uid);
    }
    expect(await field('secret', 'orders-app', '{.data.password}')).toBe(password);
    expect(await field('rooms', 'one', '{.status.externalId}')).toBe('room-4711');
    expect(await field('sa', 'default', '{.automountServiceAccountToken}')).toBe('false');
    expect(await field('svc', 'vip', '{.spec.externalIPs[*]}')).toBe('192.0.2.20');
    await until('the token to be filled', 60, async () => (await field('secret', 'ci-token', '{.data.token}')) !== '');
  });

  it('has owners that are owners: what they own goes with them', async () => {
    await kube(running, ['delete', `pgs.${group}`, 'orders', '-n', namespace]);

    await until('the Secret to go', 60, async () => (await field('secret', 'orders-app', '{.metadata.name}')) === '');
    expect(await field('rooms', 'one', '{.metadata.name}')).toBe('one');
  });
});

describe('a copy beside its source', () => {
  it('takes neither its addresses nor its node ports, and the record has each field', async () => {
    const restore = await product.restore(backup.operationId, { [namespace]: copy });

    expect(restore).toMatchObject({ phase: 'Succeeded', counts: { dropped: 0 } });
    expect(await field('svc', 'vip', '{.spec.externalIPs}', copy)).toBe('');
    const params = { path: { id: restore.operationId }, query: { limit: 200 } };
    const { items } = await answered(product.api.GET('/v1/restores/{id}/objects', { params }));
    const fields = items.find(({ kind, name }) => kind === 'Service' && name === 'vip')?.fields ?? [];
    expect(fields.map(({ field: name, action }) => `${name} ${action}`).toSorted()).toEqual([
      'spec.clusterIP changed',
      'spec.externalIPs dropped',
      'spec.ports[0].nodePort changed',
    ]);
  });
});
