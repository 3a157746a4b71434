import { describe, expect, it } from 'vitest';
import { type Reply, status } from '../../support/api-server.ts';
import { open, serve } from './served-cluster.ts';

const AGGREGATED = { 'content-type': 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };

function version(name: string, plural: string, kind: string, freshness = 'Current') {
  const resources = [{ resource: plural, responseKind: { kind }, scope: 'Namespaced', verbs: ['list'] }];
  return { version: name, freshness, resources };
}

/** Aggregated discovery, with what the test says in place of the groups. */
function aggregated(groups: Record<string, object[]>) {
  return ({ path }: { path: string }): Reply => {
    const of = path === '/api' ? { '': [version('v1', 'pods', 'Pod')] } : groups;
    const items = Object.entries(of).map(([name, versions]) => ({ metadata: { name }, versions }));
    return { headers: AGGREGATED, body: { kind: 'APIGroupDiscoveryList', items } };
  };
}

const GROUPS = ['apps', 'projectcalico.org', 'shop.example.com'];

function resourceList(plural: string, kind: string): Reply {
  return { body: { resources: [{ name: plural, kind, namespaced: true, verbs: ['list'] }] } };
}

/** Discovery group by group, as before Kubernetes 1.26, with what the test says for some of them. */
function groupByGroup(instead: Record<string, Reply>) {
  const versions = [{ version: 'v1' }];
  const replies: Record<string, Reply> = {
    '/api': { body: { kind: 'APIVersions', versions: ['v1'] } },
    '/api/v1': resourceList('pods', 'Pod'),
    '/apis': { body: { groups: GROUPS.map((name) => ({ name, versions, preferredVersion: versions[0] })) } },
    '/apis/apps/v1': resourceList('deployments', 'Deployment'),
    '/apis/projectcalico.org/v1': resourceList('networkpolicies', 'NetworkPolicy'),
    '/apis/shop.example.com/v1': resourceList('widgets', 'Widget'),
    ...instead,
  };
  return ({ path }: { path: string }): Reply => replies[path] ?? status(404, 'NotFound');
}

async function discover(answer: (call: { path: string }) => Reply, timeoutMs = 10_000) {
  const api = await serve(answer);
  const unavailable: string[] = [];
  const kinds = await open(api, { timeoutMs }).discover((groupVersion) => unavailable.push(groupVersion));
  return { kinds: kinds.map(({ plural, group, version: of }) => `${plural}.${group}/${of}`), unavailable };
}

describe('aggregated discovery', () => {
  it('leaves out what its server no longer serves, and tells', async () => {
    const stale = version('v3', 'networkpolicies', 'NetworkPolicy', 'Stale');
    const apps = version('v1', 'deployments', 'Deployment');

    expect(await discover(aggregated({ apps: [apps], 'projectcalico.org': [stale] }))).toEqual({
      kinds: ['pods./v1', 'deployments.apps/v1'],
      unavailable: ['projectcalico.org/v3'],
    });
  });

  it('takes the next version of a group whose first is stale', async () => {
    const versions = [version('v2', 'widgets', 'Widget', 'Stale'), version('v1', 'widgets', 'Widget')];

    expect((await discover(aggregated({ 'shop.example.com': versions }))).kinds).toContain(
      'widgets.shop.example.com/v1',
    );
  });

  it('fails rather than do without a group of the API server itself', async () => {
    const stale = version('v1', 'deployments', 'Deployment', 'Stale');

    await expect(discover(aggregated({ apps: [stale] }))).rejects.toMatchObject({
      code: 'cluster.unreachable',
      disposition: 'Transient',
    });
  });
});

describe('discovery group by group', () => {
  it.each([503, 404])('does without an aggregated API whose server is away (%i), and tells', async (code) => {
    expect(await discover(groupByGroup({ '/apis/projectcalico.org/v1': status(code, 'Away') }))).toEqual({
      kinds: ['pods./v1', 'deployments.apps/v1', 'widgets.shop.example.com/v1'],
      unavailable: ['projectcalico.org/v1'],
    });
  });

  it.each<[string, string, Reply]>([
    ['a built-in group that is away', '/apis/apps/v1', status(503, 'ServiceUnavailable')],
    ['a built-in group whose connection is cut', '/apis/apps/v1', { cut: true }],
    ['another group whose connection is cut', '/apis/projectcalico.org/v1', { cut: true }],
    ['another group that does not answer in time', '/apis/projectcalico.org/v1', { hang: true }],
    ['another group while the API server is busy', '/apis/projectcalico.org/v1', status(429, 'TooManyRequests')],
  ])('fails, to be tried again, for %s', async (_, path, reply) => {
    await expect(discover(groupByGroup({ [path]: reply }), 300)).rejects.toMatchObject({
      code: 'cluster.unreachable',
      disposition: 'Transient',
    });
  });
});
