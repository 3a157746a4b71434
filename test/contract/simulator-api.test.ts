import { describe, expect, test } from 'vitest';
import { createRawClient, paths, start } from './simulator-client.ts';

const config = (name: string, extra: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...extra },
  data: { a: '1' },
});

describe('the API of the simulator', () => {
  test('tells its groups and resources', async () => {
    const { client } = await start();
    const groups = (await client.get('/apis')).body.items.map(
      ({ metadata }: { metadata: { name: string } }) => metadata.name,
    );
    expect(groups).toEqual(expect.arrayContaining(['apps', 'batch', 'snapshot.storage.k8s.io', 'storage.k8s.io']));
    const [core] = (await client.get('/api')).body.items;
    expect(core.versions).toMatchObject([{ version: 'v1' }]);
    expect(core.versions[0].resources.find((one: { resource: string }) => one.resource === 'pods')).toMatchObject({
      responseKind: { kind: 'Pod' },
      scope: 'Namespaced',
      shortNames: ['po'],
      subresources: expect.arrayContaining([expect.objectContaining({ subresource: 'log' })]),
    });
    expect((await client.get('/apis/nobody.example.com/v1')).status).toBe(404);
  });

  test('keeps unknown fields, gives uid, version, time and generation', async () => {
    const { client } = await start();
    const made = await client.post('/apis/networking.k8s.io/v1/namespaces/default/networkpolicies', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'web' },
      spec: { podSelector: {}, futureField: { deep: [1, 'two'] } },
    });
    expect(made.status).toBe(201);
    expect(made.body.spec.futureField).toEqual({ deep: [1, 'two'] });
    expect(made.body.metadata).toMatchObject({
      generation: 1,
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(made.body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const patched = await client.merge('/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/web', {
      spec: { policyTypes: [] },
    });
    expect(patched.body.metadata.generation).toBe(2);
    expect(Number(patched.body.metadata.resourceVersion)).toBeGreaterThan(Number(made.body.metadata.resourceVersion));
    expect(patched.body.spec.futureField).toEqual({ deep: [1, 'two'] });
  });

  test('refuses as an API server does', async () => {
    const { client, simulator } = await start();
    const maps = paths.core('default', 'configmaps');
    await client.post(maps, config('one'));
    const again = await client.post(maps, config('one'));
    expect(again).toMatchObject({
      status: 409,
      body: { kind: 'Status', reason: 'AlreadyExists', details: { name: 'one', kind: 'configmaps' }, code: 409 },
    });
    expect(again.body.message).toBe('configmaps "one" already exists');
    expect((await client.get(`${maps}/none`)).body).toMatchObject({
      reason: 'NotFound',
      message: 'configmaps "none" not found',
      code: 404,
    });
    expect((await client.post(paths.core('nowhere', 'configmaps'), config('one'))).body).toMatchObject({
      code: 404,
      details: { kind: 'namespaces' },
    });
    expect((await client.post(maps, config('Not_A_Name'))).status).toBe(422);
    expect((await client.call('PUT', `${maps}/one`, config('one', { resourceVersion: '1' }))).body.reason).toBe(
      'Conflict',
    );
    expect((await client.remove(`${maps}/one`, { preconditions: { uid: 'another' } })).body.reason).toBe('Conflict');
    expect((await client.call('PATCH', `${maps}/one`, {}, 'text/plain')).status).toBe(415);
    expect((await createRawClient(simulator, 'forged').get('/api')).body).toMatchObject({
      reason: 'Unauthorized',
      code: 401,
    });
  });

  test('selects by labels and by fields', async () => {
    const { client } = await start();
    const maps = paths.core('default', 'configmaps');
    await client.post(maps, config('red', { labels: { color: 'red' } }));
    await client.post(maps, config('blue', { labels: { color: 'blue', shape: 'round' } }));
    const names = async (query: string) =>
      (await client.get(`${maps}?${query}`)).body.items.map((one: { metadata: { name: string } }) => one.metadata.name);
    const byLabel = (selector: string) => names(`labelSelector=${encodeURIComponent(selector)}`);
    expect(await byLabel('color=red')).toEqual(['red']);
    expect(await byLabel('color')).toEqual(['blue', 'red']);
    expect(await byLabel('!color')).toEqual(['kube-root-ca.crt']);
    expect(await byLabel('color in (red, green)')).toEqual(['red']);
    expect(await byLabel('color notin (red),color')).toEqual(['blue']);
    expect(await byLabel('color!=red,shape=round')).toEqual(['blue']);
    expect(await names('fieldSelector=metadata.name%3Dblue')).toEqual(['blue']);
    expect((await client.get(`${maps}?fieldSelector=data.a%3D1`)).status).toBe(400);
  });

  test('lists in pages, and says so when a token is too old', async () => {
    const { client, simulator } = await start();
    const maps = paths.core('paged', 'configmaps');
    await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'paged' } });
    for (const name of ['a', 'b', 'c', 'd']) await client.post(maps, config(name));
    const first = await client.get(`${maps}?limit=2`);
    expect(first.body.items).toHaveLength(2);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    const rest = await client.get(`${maps}?limit=5&continue=${first.body.metadata.continue}`);
    expect(rest.body.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([
      'c',
      'd',
      'kube-root-ca.crt',
    ]);
    expect(rest.body.metadata.continue).toBeUndefined();
    simulator.faults.add({ on: 'request', resource: 'configmaps', effect: { expireContinue: true }, times: 1 });
    const late = await client.get(`${maps}?limit=2&continue=${first.body.metadata.continue}`);
    expect(late.body).toMatchObject({ code: 410, reason: 'Expired' });
  });

  test('applies merge patches', async () => {
    const { client } = await start();
    const one = paths.core('default', 'configmaps/one');
    await client.post(paths.core('default', 'configmaps'), config('one', { labels: { keep: 'me', drop: 'me' } }));
    const merged = await client.merge(one, { metadata: { labels: { drop: null } }, data: { b: '2' } });
    expect(merged.body).toMatchObject({ data: { a: '1', b: '2' }, metadata: { labels: { keep: 'me' } } });
    const stale = await client.merge(one, { metadata: { resourceVersion: '1' }, data: {} });
    expect(stale.body.reason).toBe('Conflict');
  });

  test('takes what kubectl sends to apply, scale and edit', async () => {
    const { client } = await start();
    const one = paths.core('default', 'configmaps/applied');
    const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'applied' }, data: { a: '1' } };
    const asked = await client.get('/openapi/v3/api/v1');
    const made = await client.call('PATCH', one, applied, 'application/apply-patch+yaml');
    const changed = await client.call('PATCH', one, { data: { b: '2' } }, 'application/strategic-merge-patch+json');
    const refused = await client.call('PATCH', one, [], 'application/json-patch+json');

    expect(asked.body.paths).toHaveProperty(['/api/v1/namespaces/{namespace}/configmaps/{name}', 'patch']);
    expect([made.status, changed.status, refused.status]).toEqual([201, 200, 415]);
    expect(changed.body.data).toEqual({ a: '1', b: '2' });
  });

  test.each(['Deployment', 'StatefulSet', 'ReplicaSet'])('scales a %s by its subresource', async (kind) => {
    const { client, simulator } = await start();
    const workloads = `/apis/apps/v1/namespaces/default/${kind.toLowerCase()}s`;
    const labels = { app: 'web', tier: 'front' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };
    const spec = { replicas: 1, serviceName: 'web', selector: { matchLabels: labels }, template };
    await client.post(workloads, { apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec });
    await simulator.settled();
    const asked = await client.get(`${workloads}/web/scale`);
    const patched = await client.merge(`${workloads}/web/scale`, { spec: { replicas: 3 } });
    await simulator.settled();
    const pods = (await client.get(paths.core('default', 'pods'))).body.items.length;
    const stale = await client.call('PUT', `${workloads}/web/scale`, asked.body);
    const { metadata } = (await client.get(`${workloads}/web/scale`)).body;
    const put = await client.call('PUT', `${workloads}/web/scale`, { ...asked.body, metadata, spec: { replicas: 0 } });
    const refused = await client.merge(`${workloads}/web/scale`, { spec: { replicas: -1 } });
    const whole = await client.get(`${workloads}/web`);

    expect(asked.body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 1 },
      status: { replicas: 1, selector: 'app=web,tier=front' },
    });
    expect([patched.body.spec.replicas, pods]).toEqual([3, 3]);
    expect(stale.body.reason).toBe('Conflict');
    expect(put.body.spec.replicas).toBe(0);
    expect(refused.body).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(whole.body.spec).toMatchObject({ replicas: 0, selector: { matchLabels: labels } });
  });

  test('names the Scale of what has one, and of nothing else', async () => {
    const { client } = await start();
    const { items } = (await client.get('/apis')).body;
    const scaled = items
      .flatMap(({ versions }: { versions: { resources: object[] }[] }) => versions[0]?.resources ?? [])
      .filter(({ subresources = [] }: { subresources?: { subresource: string; responseKind: object }[] }) =>
        subresources.some(({ responseKind }) => 'kind' in responseKind && responseKind.kind === 'Scale'),
      );
    const other = await client.get('/apis/apps/v1/namespaces/default/daemonsets/x/scale');

    expect(scaled.map(({ resource }: { resource: string }) => resource)).toEqual([
      'deployments',
      'replicasets',
      'statefulsets',
    ]);
    expect(other.status).toBe(404);
  });

  test('deletes, and keeps what a finalizer holds', async () => {
    const { client, simulator } = await start();
    const maps = paths.core('default', 'configmaps');
    for (const name of ['a', 'b', 'c']) await client.post(maps, config(name));
    simulator.faults.hold('configmaps', 'default/a');
    for (const name of ['a', 'b']) expect((await client.remove(`${maps}/${name}`)).status).toBe(200);
    const left = (await client.get(maps)).body.items;
    expect(left.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([
      'a',
      'c',
      'kube-root-ca.crt',
    ]);
    expect(left[0].metadata.deletionTimestamp).toBeDefined();
    simulator.faults.letGo('configmaps', 'default/a');
    expect((await client.get(`${maps}/a`)).status).toBe(404);
  });

  test('empties a namespace that is deleted, and lets nobody in meanwhile', async () => {
    const { client, simulator } = await start();
    await client.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await simulator.settled();
    expect((await client.get(paths.core('shop', 'serviceaccounts/default'))).status).toBe(200);
    await client.post(paths.core('shop', 'configmaps'), config('held'));
    simulator.faults.hold('configmaps', 'shop/held');
    const deleted = await client.remove('/api/v1/namespaces/shop');
    expect(deleted.body.metadata.deletionTimestamp).toBeDefined();
    await simulator.settled();
    expect((await client.get('/api/v1/namespaces/shop')).body.status.phase).toBe('Terminating');
    const refused = await client.post(paths.core('shop', 'configmaps'), config('late'));
    expect(refused.body).toMatchObject({ code: 403, reason: 'Forbidden' });
    simulator.faults.letGo('configmaps', 'shop/held');
    await simulator.settled();
    expect((await client.get('/api/v1/namespaces/shop')).status).toBe(404);
  });

  test('serves the kind of a CustomResourceDefinition, and takes it away with it', async () => {
    const { client, simulator } = await start();
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'crons.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Cron', plural: 'crons' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    };
    await client.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
    const crons = '/apis/example.com/v1/namespaces/default/crons';
    const made = await client.post(crons, {
      apiVersion: 'example.com/v1',
      kind: 'Cron',
      metadata: { name: 'x' },
      anything: { goes: true },
    });
    expect(made.body.anything).toEqual({ goes: true });
    await simulator.settled();
    await client.remove('/apis/apiextensions.k8s.io/v1/customresourcedefinitions/crons.example.com');
    expect((await client.get(crons)).status).toBe(404);
  });

  test('reviews access, and forbids what a fault takes away', async () => {
    const { client, simulator } = await start();
    const review = (resource: string) =>
      client.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'list', resource, namespace: 'default' } },
      });
    simulator.faults.add({
      on: 'request',
      user: 'tester',
      verb: 'list',
      resource: 'secrets',
      effect: { forbid: true },
    });
    expect((await review('secrets')).body.status.allowed).toBe(false);
    expect((await review('pods')).body.status.allowed).toBe(true);
    const refused = await client.get(paths.core('default', 'secrets'));
    expect(refused.status).toBe(403);
    expect(refused.body.message).toBe(
      'secrets is forbidden: User "tester" cannot list resource "secrets" in API group "" in the namespace "default"',
    );
  });
});
