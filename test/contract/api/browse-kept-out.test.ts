import { beforeAll, describe, expect, it } from 'vitest';
import { startShopApi } from '../../support/shop-api.ts';

const OUT = { 'snapferry.dev/exclude': 'true' };
const LEFT = { 'snapferry.dev/exclude': 'false' };

const { world, cluster } = await startShopApi();
beforeAll(async () => {
  await cluster.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'open' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shut', annotations: OUT } },
  );
  for (const namespace of ['open', 'shut']) {
    await cluster.apply(
      objectOf('ConfigMap', namespace, 'in', LEFT),
      objectOf('ConfigMap', namespace, 'out', OUT),
      objectOf('Secret', namespace, 'out', OUT),
      objectOf('PersistentVolumeClaim', namespace, 'out', OUT),
      objectOf('PersistentVolumeClaim', namespace, 'in', LEFT),
    );
  }
});

function objectOf(kind: string, namespace: string, name: string, annotations: Record<string, string>) {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const more = kind === 'PersistentVolumeClaim' ? { spec } : {};
  return { apiVersion: 'v1', kind, metadata: { namespace, name, annotations }, ...more };
}

const browse = async (route: string) => (await world.call('GET', `/v1/clusters/c1/${route}`)).body.items;

describe('what is annotated to be kept out', () => {
  it('is counted in no namespace, and a namespace that is annotated itself holds nothing and is marked', async () => {
    const open = await browse('namespaces?search=open');
    const shut = await browse('namespaces?search=shut');

    expect(open).toMatchObject([{ name: 'open', objects: 2, claims: 1, claimBytes: 2 ** 30 }]);
    expect(open[0]).not.toHaveProperty('keptOut');
    expect(shut).toMatchObject([{ name: 'shut', keptOut: true, objects: 0, claims: 0, claimBytes: 0 }]);
  });

  it('is counted for no kind, however many namespaces are asked for', async () => {
    for (const namespaces of ['open,shut', '*']) {
      const kinds = await browse(`resource-types?namespaces=${namespaces}&search=configmap`);
      const listed = await browse(`resources?namespaces=${namespaces}&types=ConfigMap`);

      const held = listed.filter((item: { keptOut?: true }) => !item.keptOut);
      expect(kinds).toMatchObject([{ type: 'ConfigMap', objects: held.length }]);
    }
  });

  it('is no volume for which a class is to be chosen', async () => {
    const query = 'namespaces=open,shut';
    const { body } = await world.call('GET', `/v1/clusters/c1/provisioners?${query}`);

    const volumes = body.items.reduce((sum: number, item: { volumes: number }) => sum + item.volumes, 0);
    expect(volumes + body.volumesWithoutDriver).toBe(1);
  });

  it('is marked in the list of objects, of a Secret, too, and in all of a namespace that is annotated', async () => {
    const items = await browse('resources?namespaces=open,shut&limit=500');

    const marks = items.map(
      ({ kind, namespace, name, keptOut }: Record<string, unknown>) =>
        `${String(keptOut ? '-' : '+')} ${String(namespace)}/${String(kind)}/${String(name)}`,
    );
    expect(marks).toEqual([
      '+ open/ConfigMap/in',
      '- open/ConfigMap/out',
      '- shut/ConfigMap/in',
      '- shut/ConfigMap/out',
      '+ open/PersistentVolumeClaim/in',
      '- open/PersistentVolumeClaim/out',
      '- shut/PersistentVolumeClaim/in',
      '- shut/PersistentVolumeClaim/out',
      '- open/Secret/out',
      '- shut/Secret/out',
    ]);
  });
});
