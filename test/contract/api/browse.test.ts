import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exclusionOf } from '../../../functions/domain/manifest/resources.ts';
import { discoverCollected } from '../../../functions/manifests/collected-kinds.ts';
import { startShopApi } from '../../support/shop-api.ts';

const MANY = ['n-1', 'n-2', 'n-3', 'n-4', 'n-5', 'n-5-a'];

const { world, cluster } = await startShopApi();
beforeAll(async () => {
  for (const name of MANY) await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const namespace of ['shop', ...MANY]) {
    await cluster.apply(
      configMap(namespace, 'settings', { app: 'shop' }),
      configMap(namespace, 'other', {}),
      secret(namespace, 'password', 'Opaque'),
      secret(namespace, 'default-dockercfg-x1', 'kubernetes.io/dockercfg'),
      secret(namespace, 'registry', 'kubernetes.io/dockercfg'),
      endpoints(namespace, 'by-hand', {}),
      endpoints(namespace, 'generated', { targetRef: { kind: 'Pod', name: 'p' } }),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name: 'builder' } },
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { namespace, name: 'deployer' },
        imagePullSecrets: [{ name: 'registry' }],
      },
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace, name: 'leader' }, spec: {} },
    );
  }
});
afterEach(() => cluster.faults.clear());

function configMap(namespace: string, name: string, labels: Record<string, string>) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, labels }, data: {} };
}

function secret(namespace: string, name: string, type: string) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type, stringData: { a: 'never shown' } };
}

function endpoints(namespace: string, name: string, address: object) {
  const subsets = [{ addresses: [{ ip: '10.0.0.1', ...address }] }];
  return { apiVersion: 'v1', kind: 'Endpoints', metadata: { namespace, name }, subsets };
}

const browse = async (route: string, query = '') => await world.call('GET', `/v1/clusters/c1/${route}${query}`);

interface Item {
  type: string;
  namespace: string;
  name: string;
}
const placesOf = (items: readonly Item[]) => items.map(({ type, namespace, name }) => `${type} ${namespace}/${name}`);

/** Every page, to the end. */
async function walk(query: string, between: (page: number) => Promise<unknown> = async () => undefined) {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    const { status, body } = await browse('resources', `${query}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(status).toBe(200);
    items.push(...body.items);
    cursor = body.nextCursor;
    if (!cursor) return items;
    await between(page);
  }
}

/** What a backup of the namespace would collect, read as it does. */
async function collected(namespace: string) {
  const item = await world.catalog.read('cluster', 'c1');
  const ref = { name: 'c1', uid: String(item?.uid), clusterId: String(item?.status.clusterId) };
  const opened = await world.clusters.open(ref, 'backup');
  const { kinds } = await discoverCollected(opened);
  const lists = await Promise.all(
    kinds.map(async (kind) => ({ kind, all: await opened.listAll(kind, { namespace }) })),
  );
  return lists.flatMap(({ all }) => all.filter((object) => !exclusionOf(object)));
}

describe('namespaces of a cluster', () => {
  it('show what a backup of each would hold, however many are asked for', async () => {
    const objects = (await collected('shop')).length;
    const { body: many } = await browse('namespaces');
    const { body: one } = await browse('namespaces', '?search=shop');

    expect(objects).toBeGreaterThan(7);
    expect(one.items).toEqual([
      expect.objectContaining({
        name: 'shop',
        phase: 'Active',
        system: false,
        claims: 2,
        claimBytes: 2 * 2 ** 30,
        objects,
      }),
    ]);
    expect(many.items.find(({ name }: Item) => name === 'shop')).toEqual(one.items[0]);
    expect(many).toMatchObject({ missingPermissions: [], unavailable: [] });
    const system = many.items.filter((item: { system: boolean }) => item.system).map(({ name }: Item) => name);
    expect(system).toEqual(expect.arrayContaining(['kube-public', 'kube-system']));
    expect(system).not.toContain('default');
  });

  it('are counted without a look into any Secret', async () => {
    const { text } = await browse('resources', '?namespaces=shop&limit=500');

    expect(text).toContain('password');
    expect(text).not.toContain(Buffer.from('never shown').toString('base64'));
  });
});

describe('resource types of namespaces', () => {
  it('are those of a backup, each with its number of objects', async () => {
    const { body } = await browse('resource-types', '?namespaces=shop&limit=500');
    const numbers = Object.fromEntries(
      body.items.map(({ type, objects }: { type: string; objects: number }) => [type, objects]),
    );

    expect(numbers).toMatchObject({
      ConfigMap: 2,
      Secret: 2,
      Endpoints: 1,
      PersistentVolumeClaim: 2,
      'Deployment.apps': 0,
    });
    expect(numbers.ServiceAccount).toBe(1);
    expect(Object.keys(numbers)).not.toContain('Lease.coordination.k8s.io');
    expect(Object.keys(numbers)).toEqual(Object.keys(numbers).toSorted());
    const all = Object.values(numbers as Record<string, number>).reduce((sum, n) => sum + n, 0);
    expect(all).toBe((await collected('shop')).length);
    expect(body.items[0]).toEqual(
      expect.objectContaining({ group: '', kind: 'ConfigMap', version: 'v1', plural: 'configmaps' }),
    );
  });

  it('are summed over many namespaces, and over all but those of the system', async () => {
    const types = async (namespaces: string) =>
      (await browse('resource-types', `?namespaces=${namespaces}&search=configmap`)).body.items;

    expect(await types(MANY.join(','))).toEqual([
      expect.objectContaining({ type: 'ConfigMap', objects: 2 * MANY.length }),
    ]);
    const all = (await types('*'))[0].objects;
    expect(all).toBe((await walk('?namespaces=*&types=ConfigMap')).length);
  });

  it('come in pages, searched by kind, plural or group', async () => {
    const first = await browse('resource-types', '?namespaces=shop&search=apps&limit=2');
    const rest = await browse('resource-types', `?namespaces=shop&search=apps&cursor=${first.body.nextCursor}`);
    const types = [...first.body.items, ...rest.body.items].map(({ type }: Item) => type);

    expect(types).toEqual(expect.arrayContaining(['DaemonSet.apps', 'Deployment.apps', 'StatefulSet.apps']));
    expect(types).toEqual(types.toSorted());
  });
});

describe('objects of namespaces', () => {
  it.each([1, 7, 500])('are those of a backup, in one order, in pages of %i', async (limit) => {
    const wanted = (await collected('shop')).map(
      ({ apiVersion, kind, metadata }) => `${apiVersion}/${kind} ${metadata.name}`,
    );
    const items = await walk(`?namespaces=shop&limit=${limit}`);

    expect(
      items.map(
        (item) =>
          `${Object(item).group ? `${Object(item).group}/` : ''}${Object(item).version}/${Object(item).kind} ${item.name}`,
      ),
    ).toEqual(expect.arrayContaining(wanted));
    expect(items).toHaveLength(wanted.length);
    expect(placesOf(items)).toEqual(placesOf(items).toSorted());
  });

  it('of many namespaces come in the order of their places, whether listed one by one or at once', async () => {
    const few = await walk('?namespaces=n-5,n-5-a&types=ConfigMap&limit=1');
    const many = await walk(`?namespaces=${MANY.join(',')}&types=ConfigMap&limit=2`);

    // `-` is before `/`
    const last = ['n-5-a/other', 'n-5-a/settings', 'n-5/other', 'n-5/settings'].map((place) => `ConfigMap ${place}`);
    expect(placesOf(few)).toEqual(last);
    expect(many).toHaveLength(2 * MANY.length);
    expect(placesOf(many).slice(-4)).toEqual(last);
  });

  it('are chosen by type, label and part of the name', async () => {
    const query = '?namespaces=*&types=ConfigMap,Secret&labelSelector=app+in+(shop,none)&search=sett';
    const items = await walk(`${query}&limit=3`);

    expect(placesOf(items)).toEqual(
      [...MANY, 'shop'].toSorted((a, b) => (`${a}/` < `${b}/` ? -1 : 1)).map((name) => `ConfigMap ${name}/settings`),
    );
    expect(items[0]).toMatchObject({ labels: { app: 'shop' }, createdAt: expect.stringMatching(/Z$/) });
  });

  it.each(['deployments', 'Deployment', 'deployments.apps', 'deployment'])(
    'are asked for by type: %s is told what is meant',
    async (type) => {
      const { status, body } = await browse('resources', `?namespaces=shop&types=${type}`);

      expect({ status, errors: body.errors }).toEqual({
        status: 400,
        errors: [
          {
            parameter: 'types',
            message: `${type} is no type of this cluster that a backup collects; Deployment.apps is one`,
          },
        ],
      });
    },
  );

  it('say which controller makes them', async () => {
    const uid = cluster.objects.get('configmaps', 'n-1/other')?.metadata.uid;
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'other' };
    const plain = { apiVersion: 'v1', kind: 'Namespace', name: 'n-1', uid: 'u' };
    await cluster.apply(configMap('n-1', 'owned', {}));
    cluster.objects.modify('configmaps', 'n-1/owned', ({ metadata }) => {
      metadata.ownerReferences = [plain, { ...owner, uid: String(uid), controller: true }];
    });
    const items = await walk('?namespaces=n-1&types=ConfigMap');
    cluster.objects.remove('configmaps', 'n-1/owned');

    expect(items).toContainEqual(expect.objectContaining({ name: 'owned', controller: owner }));
    expect(items.find(({ name }) => name === 'other')).not.toHaveProperty('controller');
  });

  it('that stay are found once each while others come and go between two pages', async () => {
    const query = `?namespaces=${MANY.join(',')}&types=ConfigMap&limit=3`;
    const before = placesOf(await walk(query));
    const during = placesOf(
      await walk(query, async (page) => {
        if (page !== 1) return;
        cluster.objects.remove('configmaps', 'n-2/settings');
        await cluster.apply(configMap('n-1', 'aaa', {}), configMap('n-4', 'new', {}));
      }),
    );

    expect(during).toEqual(
      [...before.filter((place) => place !== 'ConfigMap n-2/settings'), 'ConfigMap n-4/new'].toSorted(),
    );
    cluster.objects.remove('configmaps', 'n-4/new');
    cluster.objects.remove('configmaps', 'n-1/aaa');
    await cluster.apply(configMap('n-2', 'settings', { app: 'shop' }));
  });

  it('are found once each though the list of the API server expires on the way', async () => {
    const query = `?namespaces=${MANY.join(',')}&types=ConfigMap,Secret&limit=1`;
    const before = placesOf(await walk(query));
    const during = await walk(query, async () =>
      cluster.faults.add({ on: 'request', verb: 'list', effect: { expireContinue: true }, times: 1 }),
    );

    expect(placesOf(during)).toEqual(before);
  });
});

describe('a permission that is missing', () => {
  const forbid = (resource: string, namespace?: string) =>
    cluster.faults.add({
      on: 'request',
      verb: 'list',
      resource,
      ...(namespace ? { namespace } : {}),
      effect: { forbid: true },
    });

  it.each(['secrets', 'serviceaccounts', 'deployments.apps'])(
    'to list %s is said by name, and no count passes for whole',
    async (name) => {
      const [resource = '', group = ''] = name.split('.');
      const missing = { group, resource, verb: 'list' };
      const before = await browse('namespaces');
      forbid(name);
      const { status, body } = await browse('namespaces');
      const one = await browse('resource-types', '?namespaces=shop&limit=500');
      const walked = await browse('resources', '?namespaces=shop&limit=500');

      expect([status, one.status, walked.status]).toEqual([200, 200, 200]);
      expect(body.missingPermissions).toEqual([missing]);
      expect(one.body.missingPermissions).toEqual([{ ...missing, namespace: 'shop' }]);
      expect(walked.body.missingPermissions).toEqual([{ ...missing, namespace: 'shop' }]);
      const shop = body.items.find((item: Item) => item.name === 'shop');
      const whole = before.body.items.find((item: Item) => item.name === 'shop').objects;
      expect(shop).not.toHaveProperty('objects');
      expect(shop.objectsAtLeast).toBeLessThanOrEqual(whole);
      const types = one.body.items.filter((item: object) => !('objects' in item));
      expect(types).toEqual([expect.objectContaining({ plural: resource, group, objectsAtLeast: 0 })]);
      expect(walked.body.items.length).toBeGreaterThan(0);
    },
  );

  it('to list claims leaves out their number', async () => {
    forbid('persistentvolumeclaims');
    const { body } = await browse('namespaces', '?search=shop');

    expect(body.items[0]).not.toHaveProperty('claims');
    expect(body.missingPermissions).toEqual([
      { group: '', resource: 'persistentvolumeclaims', verb: 'list', namespace: 'shop' },
    ]);
  });

  it('to list namespaces is said, and namespaces that are named are read all the same', async () => {
    forbid('namespaces');
    const missingPermissions = [{ group: '', resource: 'namespaces', verb: 'list' }];

    for (const route of [
      'namespaces',
      'resource-types?namespaces=*',
      'resources?namespaces=*',
      'provisioners?namespaces=*',
    ]) {
      expect((await browse(route)).body).toMatchObject({ items: [], missingPermissions });
    }
    const { body } = await browse('resource-types', '?namespaces=shop&search=configmap');
    expect(body).toMatchObject({ items: [{ objects: 2 }], missingPermissions });
    expect((await browse('provisioners', '?namespaces=shop')).body).toMatchObject({
      items: [{ volumes: 2 }],
      missingPermissions,
    });
  });

  it.each([
    ['persistentvolumeclaims', { group: '', resource: 'persistentvolumeclaims', verb: 'list', namespace: 'shop' }],
    ['persistentvolumes', { group: '', resource: 'persistentvolumes', verb: 'list' }],
    ['storageclasses.storage.k8s.io', { group: 'storage.k8s.io', resource: 'storageclasses', verb: 'list' }],
    [
      'volumesnapshotclasses.snapshot.storage.k8s.io',
      { group: 'snapshot.storage.k8s.io', resource: 'volumesnapshotclasses', verb: 'list' },
    ],
  ])('to list %s is said of provisioners', async (resource, missing) => {
    forbid(resource);
    const { status, body } = await browse('provisioners', '?namespaces=shop');

    expect({ status, body }).toEqual({ status: 200, body: { items: [], missingPermissions: [missing] } });
  });
});

describe('a cluster that answers what none answers', () => {
  it.each([
    ['labels', { labels: { 'not a key': 'x' } }],
    ['labels', { labels: { app: '<script>' } }],
    ['annotations', { annotations: { note: 7 } }],
  ])('in %s of an object is not shown', async (field, metadata) => {
    await cluster.apply(configMap('empty', 'hostile', {}));
    cluster.objects.modify('configmaps', 'empty/hostile', (draft) => Object.assign(draft.metadata, metadata));
    const answers = await Promise.all(
      ['resources', 'resource-types'].map((route) => browse(route, '?namespaces=empty')),
    );
    cluster.objects.remove('configmaps', 'empty/hostile');

    for (const { status, body } of answers) {
      expect({ status, code: body.code }).toEqual({ status: 502, code: 'cluster.answer_invalid' });
      expect(body.detail).toContain(`a ConfigMap has ${field} that no API server takes`);
    }
  });
});

describe('a query that cannot be', () => {
  it.each([
    ['namespaces', '?limit=501', 'limit'],
    ['namespaces', '?labelSelector=a=b=c', 'labelSelector'],
    ['resource-types', '', 'namespaces'],
    ['resource-types', '?namespaces=Shop', 'namespaces'],
    ['resources', '?namespaces=*,shop', 'namespaces'],
    ['resources', '?namespaces=shop&types=a/b', 'types'],
    ['resources', '?namespaces=shop&types=Nothing.example.com', 'types'],
    ['resources', '?namespaces=shop&types=Lease.coordination.k8s.io', 'types'],
    ['resources', '?namespaces=shop&labelSelector=,', 'labelSelector'],
  ])('of %s%s is refused, naming %s', async (route, query, parameter) => {
    const { status, body } = await browse(route, query);

    expect({ status, parameter: body.errors?.[0]?.parameter }).toEqual({ status: 400, parameter });
  });

  it('is one with the cursor of another list', async () => {
    const { nextCursor } = (await browse('resources', '?namespaces=shop&limit=1')).body;
    const other = await browse('resources', `?namespaces=empty&limit=1&cursor=${nextCursor}`);
    const made = await browse('resources', `?namespaces=shop&cursor=${Buffer.from('{}').toString('base64url')}`);

    expect([other.body.code, made.body.code]).toEqual(['request.cursor_invalid', 'request.cursor_invalid']);
  });

  it('is one for a namespace that is not there', async () => {
    const { status, body } = await browse('resources', '?namespaces=ghost');

    expect({ status, code: body.code }).toEqual({ status: 404, code: 'namespace.not_found' });
  });
});
