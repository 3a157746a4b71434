import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered, type paths } from '../../client/client.ts';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { cluster } from './harness/cluster.ts';
import { apply, kube } from './harness/control.ts';
import { type Product, startProduct } from './product/product.ts';
import { createVolumes, deleteNamespace } from './product/workload.ts';

const running = cluster();
const unique = randomBytes(3).toString('hex');
const namespace = `record-${unique}`;
const [born, full] = [`${namespace}-born`, `${namespace}-full`];
const group = `record-${unique}.example.com`;
let product: Product;
let backup: Operation;

beforeAll(async () => {
  product = await startProduct(running);
  await createVolumes(running, [namespace], ['data']);
  await apply(running, [configMap(namespace, 'mesh-root-cert', 'then'), configMap(namespace, 'app', 'a'), secret()]);
  await apply(running, [definition('integer')]);
  await kube(running, ['wait', '--for=condition=Established', `crd/gauges.${group}`, '--timeout=60s']);
  await apply(running, [
    { apiVersion: `${group}/v1`, kind: 'Gauge', metadata: { name: 'one', namespace }, spec: { level: 1 } },
  ]);
  backup = await product.backUp(namespace);
});
afterAll(async () => {
  await product?.stop();
  await deleteNamespace(running, namespace, born, full);
  await kube(running, ['delete', 'crd', `gauges.${group}`, '--ignore-not-found']);
});

function configMap(of: string, name: string, value: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: of }, data: { value } };
}

function secret() {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace }, stringData: { a: 'b' } };
}

function definition(type: string) {
  const level = { type: 'object', properties: { level: { type } } };
  const openAPIV3Schema = { type: 'object', properties: { spec: level } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gauges.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gauges', singular: 'gauge', kind: 'Gauge', listKind: 'GaugeList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

type Which = paths['/v1/restores/{id}/objects']['get']['parameters']['query'];

async function recordOf({ operationId: id }: Operation, which: Which = {}) {
  const params = { path: { id }, query: { limit: 200, ...which } };
  return (await answered(product.api.GET('/v1/restores/{id}/objects', { params }))).items;
}

async function undo({ operationId: id }: Operation, { force = false } = {}): Promise<Operation> {
  const params = { path: { id }, query: force ? { force: 'true' as const } : {} };
  return await product.ended((await answered(product.api.POST('/v1/restores/{id}/undo', { params, body: {} }))).id);
}

async function exists(what: string): Promise<boolean> {
  return (await kube(running, ['get', what, '--ignore-not-found', '-o', 'name'])) !== '';
}

describe('the record of a restore', () => {
  it('lists what a controller makes in the new namespace as left, and the restore succeeds; forced, it is undone', async () => {
    const id = await product.startRestore(backup.operationId, { [namespace]: born });
    product.around(id, 'restoreResources', async (next) => {
      await apply(running, [configMap(born, 'mesh-root-cert', 'now')]);
      return await next();
    });

    const restore = await product.ended(id);

    expect(restore).toMatchObject({ phase: 'Succeeded', counts: { dropped: 0 } });
    expect(await recordOf(restore, { reason: 'made_by_controller' })).toMatchObject([{ name: 'mesh-root-cert' }]);
    const created = await recordOf(restore, { outcome: 'created', namespace: born });
    expect(created.map(({ name }) => name).toSorted()).toEqual(['app', 'data', 'login', 'one']);
    expect(created.every(({ uid }) => uid !== undefined)).toBe(true);

    expect(await undo(restore, { force: true })).toMatchObject({ phase: 'Succeeded', warnings: [] });
    expect(await exists(`namespace/${born}`)).toBe(false);
    expect(await exists(`crd/gauges.${group}`)).toBe(true);
  });

  it('has what the target refuses as dropped; all else is made; the undo leaves what others put there', async () => {
    const id = await product.startRestore(backup.operationId, { [namespace]: full });
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'no-secrets', namespace: full },
      spec: { hard: { 'count/secrets': '0' } },
    };
    product.around(id, 'restoreResources', async (next) => {
      await apply(running, [quota]);
      await kube(running, ['wait', '-n', full, 'resourcequota/no-secrets', '--for=jsonpath={.status.hard}']);
      return await next();
    });

    const restore = await product.ended(id);

    expect(restore).toMatchObject({ phase: 'Failed', error: { code: 'restore.incomplete' }, counts: { dropped: 1 } });
    expect(await recordOf(restore, { outcome: 'dropped' })).toMatchObject([
      { kind: 'Secret', name: 'login', reason: 'refused', why: expect.stringContaining('exceeded quota') },
    ]);
    const first = await undo(restore);
    expect(first.phase).toBe('Succeeded');
    expect(first.warnings.join()).toContain(`ResourceQuota ${full}/no-secrets`);
    await kube(running, ['delete', 'resourcequota', 'no-secrets', '-n', full]);
    expect(await undo(restore)).toMatchObject({ phase: 'Succeeded', warnings: [] });
    expect(await exists(`namespace/${full}`)).toBe(false);
  });
});

describe('a dry run', () => {
  it('of an object that the target would refuse ends the restore before anything is made', async () => {
    await apply(running, [definition('string')]);

    const restore = await product.restore(backup.operationId, { [namespace]: `${namespace}-never` });

    expect(restore).toMatchObject({ phase: 'Failed', error: { code: 'restore.refused' } });
    expect(restore.error?.message).toContain(`Gauge.${group} ${namespace}/one`);
    expect(await exists(`namespace/${namespace}-never`)).toBe(false);
    expect(await recordOf(restore)).toEqual([]);
  });
});
