import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRawClient, eventually, type RawClient } from '../contract/simulator-client.ts';
import { ensureMoverTools } from '../support/mover-tools.ts';
import { startProductWorld } from '../support/product-world.ts';

let world: Awaited<ReturnType<typeof startProductWorld>>;
let client: RawClient;

const core = (namespace: string, rest = '') => `/api/v1/namespaces/${namespace}${rest}`;
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

beforeAll(async () => {
  world = await startProductWorld(await ensureMoverTools());
  client = createRawClient(world.simulator, world.simulator.token('admin'));
  for (const [name, team] of Object.entries({ shop: 'web', cart: 'web', wiki: 'docs' })) {
    await client.post('/api/v1/namespaces', { metadata: { name, labels: { team } } });
    for (const claim of ['data', 'cache']) {
      await client.post(core(name, '/persistentvolumeclaims'), { metadata: { name: claim }, spec: CLAIM });
    }
    await client.post(core(name, '/configmaps'), { metadata: { name: 'conf', labels: { app: name } }, data: { name } });
  }
  await eventually(async () => {
    const { body } = await client.get('/api/v1/persistentvolumeclaims');
    return body.items.every(({ status }: { status?: { phase: string } }) => status?.phase === 'Bound') || undefined;
  });
});
afterAll(async () => await world?.stop());

const namesOf = async (namespace: string, plural: string): Promise<string[]> => {
  const { body } = await client.get(core(namespace, `/${plural}`));
  return body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
};

it('a walk: namespaces by labels, less a volume and an annotated object; its record; and what comes back', async () => {
  await client.post(core('cart', '/configmaps'), {
    metadata: { name: 'draft', annotations: { 'snapferry.dev/exclude': 'true' } },
  });
  const podSpec = {
    containers: [{ name: 'main', image: 'registry.example/shop:1' }],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
      { name: 'cache', persistentVolumeClaim: { claimName: 'cache' } },
    ],
  };
  const labels = { app: 'shop' };
  await client.post('/apis/apps/v1/namespaces/shop/deployments', {
    metadata: { name: 'shop' },
    spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
  });

  const backup = await world.backUp({
    selection: {
      kind: 'namespaces',
      namespaces: [],
      namespaceLabelSelector: { matchLabels: { team: 'web' }, matchExpressions: [] },
      exclude: { volumes: [{ namespace: 'shop', name: 'cache' }] },
    },
  });
  const params = { path: { id: backup.operationId } };
  const { data: record } = await world.api.GET('/v1/backups/{id}', { params });
  const { data: volumes } = await world.api.GET('/v1/backups/{id}/volumes', { params });
  const mapping = { shop: 'shop-back', cart: 'cart-back' };
  const restored = await world.restore(backup.operationId, mapping);

  expect(backup).toMatchObject({ phase: 'Succeeded' });
  expect(record?.spec).toMatchObject({ selection: { namespaces: ['cart', 'shop'] } });
  expect(record?.keptOut?.objects.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'cache', by: 'exclude.volumes' },
    { kind: 'ConfigMap', namespace: 'cart', name: 'draft', by: 'annotation' },
  ]);
  const leftOut = { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'cache', by: 'Deployment.apps shop' };
  expect(record?.leftOut).toEqual({ count: 1, objects: [leftOut] });
  const phases = volumes?.items.map(({ namespace, pvc, phase }) => `${namespace}/${pvc} ${phase}`);
  expect(phases?.toSorted()).toEqual(['cart/cache Done', 'cart/data Done', 'shop/cache Excluded', 'shop/data Done']);
  expect(restored.phase).toBe('Succeeded');
  expect(restored.warnings.join('\n')).toContain(
    'the backup does not hold PersistentVolumeClaim shop/cache, to which Deployment.apps shop refers',
  );
  expect(await namesOf('shop-back', 'persistentvolumeclaims')).toEqual(['data']);
  expect(await namesOf('cart-back', 'configmaps')).toEqual(['conf', 'kube-root-ca.crt']);
});
