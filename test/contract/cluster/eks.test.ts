import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import type { CatalogItem } from '../../../functions/services/catalog/catalog.ts';
import { reach } from '../../../functions/services/cluster/clusters.ts';
import { POD } from '../../../functions/services/cluster/kinds.ts';
import { openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { probeCluster } from '../../../functions/services/cluster/probe-cluster.ts';
import { type ApiServer, startApiServer, status } from '../../support/api-server.ts';
import { startApiWorld } from '../../support/api-world.ts';
import { type AwsAccess, acceptsToken, sessionKeys, startAwsAccess } from '../../support/aws-access.ts';
import { createTestClock } from '../../support/test-clock.ts';

const ACCESS = {
  server: 'eks://eu-central-1/shop',
  clusterName: 'shop',
  region: 'eu-central-1',
  roleArn: 'arn:aws:iam::111122223333:role/snapferry-backup',
  externalId: 'an-id-of-theirs',
};
const UID = '7f0c0c3e-6f0a-4d6e-9a43-0d9d7c1b2a3f';
const policy = createAddressPolicy(['127.0.0.0/8']);

let clock: ReturnType<typeof createTestClock>;
let api: ApiServer;
let aws: AwsAccess;
let described: (name: string) => Record<string, unknown> | undefined;

beforeEach(async () => {
  clock = createTestClock();
  api = await startApiServer(({ path }) => {
    const bearer = api.calls.at(-1)?.headers.authorization;
    if (!acceptsToken(bearer, 'shop', sessionKeys(aws.roles.length).secretAccessKey, clock.now()))
      return status(401, 'Unauthorized');
    if (path.startsWith('/api/v1/namespaces/kube-system')) return { body: { metadata: { uid: UID } } };
    if (path.includes('selfsubjectaccessreviews')) return { status: 201, body: { status: { allowed: true } } };
    return { body: { gitVersion: 'v1.35.1', metadata: {}, items: [] } };
  });
  const data = Buffer.from(api.authority.pem).toString('base64');
  described = (name) =>
    name === 'shop' ? { status: 'ACTIVE', endpoint: api.server, certificateAuthority: { data } } : undefined;
  aws = await startAwsAccess({ externalId: ACCESS.externalId, cluster: (name) => described(name) });
  for (const [name, value] of Object.entries({
    AWS_ACCESS_KEY_ID: 'AKIAFUNCTION',
    AWS_SECRET_ACCESS_KEY: 'of the function',
    AWS_ENDPOINT_URL_STS: aws.url,
    AWS_ENDPOINT_URL_EKS: aws.url,
  })) {
    vi.stubEnv(name, value);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await api.close();
  await aws.close();
});

async function open() {
  const reached = await reach(ACCESS, { policy, clock });
  const ref = { name: 'shop', uid: 'u', clusterId: 'c' };
  return openCluster({ ...reached, ref, ownNamespace: 'own', policy, clock });
}

describe('an EKS cluster', () => {
  it('is reached with a token that STS would take, by the role of its owner', async () => {
    const cluster = await open();

    expect(await cluster.identity()).toBe(UID);

    const { roleArn, externalId } = ACCESS;
    const { accessKeyId, sessionToken } = sessionKeys(1);
    expect(aws.roles).toEqual([{ roleArn, externalId, sessionName: 'snapferry' }]);
    expect(aws.described).toEqual([{ name: 'shop', accessKeyId, sessionToken }]);
    cluster.close();
  });

  it('shows a token of which the cluster is signed, with the session in it and no secret', async () => {
    const cluster = await open();
    await cluster.list(POD);
    cluster.close();

    const [, encoded = ''] = (api.calls.at(-1)?.headers.authorization ?? '').split('k8s-aws-v1.');
    const url = new URL(Buffer.from(encoded, 'base64url').toString());
    expect(url.host).toBe('sts.eu-central-1.amazonaws.com');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host;x-k8s-aws-id');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('60');
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe(sessionKeys(1).sessionToken);
    expect(url.href).not.toContain(sessionKeys(1).secretAccessKey);
    expect(encoded).not.toContain('=');
  });

  it('keeps its token for ten minutes, and has another before it ends', async () => {
    const cluster = await open();
    await cluster.list(POD);
    clock.advance(9 * 60);
    await cluster.list(POD);
    expect(aws.roles).toHaveLength(1);

    clock.advance(2 * 60);
    await Promise.all([cluster.list(POD), cluster.list(POD)]);

    expect(aws.roles).toHaveLength(2);
    expect(aws.described).toHaveLength(1);
    cluster.close();
  });

  it('is probed like any other', async () => {
    await expect(
      probeCluster({ credentials: ACCESS, policy, clock, namespace: 'own', identity: 'backup' }),
    ).resolves.toMatchObject({ clusterId: UID, version: 'v1.35.1', deniedPermissions: [] });
  });

  it('is registered without a secret of its own, and with a role only', async () => {
    const world = await startApiWorld();
    clock = world.clock;
    const { server, ...access } = ACCESS;
    try {
      const { status: answered, body } = await world.call('POST', '/v1/clusters', {
        body: { name: 'shop', access: { kind: 'eks', ...access } },
      });

      expect(body).toMatchObject({ accessKind: 'eks', server, clusterId: UID });
      expect(answered).toBe(201);
      const { ref, secretArn } = found(await world.catalog.read('cluster', 'shop'));
      expect(await world.secrets.read(secretArn)).toEqual(ACCESS);
      expect(await (await world.clusters.open(ref, 'backup')).version()).toBe('v1.35.1');
    } finally {
      await world.stop();
    }
  });

  it('is refused at registration, by the field, with a region that would be another host', async () => {
    const world = await startApiWorld();
    const { server: _, ...access } = ACCESS;
    try {
      const { status: answered, body } = await world.call('POST', '/v1/clusters', {
        body: { name: 'shop', access: { kind: 'eks', ...access, region: 'evil.example/' } },
      });

      expect(answered).toBe(400);
      expect(JSON.stringify(body)).toContain('/access/region');
      expect(aws.roles).toEqual([]);
    } finally {
      await world.stop();
    }
  });

  it('says that the role was not assumed, and by what external id is not quoted', async () => {
    const refused = reach({ ...ACCESS, externalId: 'a-wrong-one' }, { policy, clock });

    await expect(refused).rejects.toMatchObject({ code: 'cluster.unauthorized', details: { reason: 'AccessDenied' } });
    await expect(refused).rejects.toThrow(ACCESS.roleArn);
    await expect(refused).rejects.not.toThrow('a-wrong-one');
  });

  it('says that there is no such cluster, or that it has no address yet', async () => {
    await expect(reach({ ...ACCESS, clusterName: 'other' }, { policy, clock })).rejects.toMatchObject({
      code: 'cluster.unauthorized',
      details: { reason: 'ResourceNotFoundException' },
    });
    described = () => ({ status: 'CREATING' });
    await expect(reach(ACCESS, { policy, clock })).rejects.toMatchObject({ code: 'cluster.unreachable' });
  });

  it('is not reached at an address that others may not have either', async () => {
    const certificateAuthority = { data: Buffer.from(api.authority.pem).toString('base64') };
    for (const endpoint of ['https://169.254.169.254', 'http://10.0.0.1', 'https://[::1]']) {
      described = () => ({ status: 'ACTIVE', endpoint, certificateAuthority });
      const code = endpoint.startsWith('https') ? 'cluster.address_refused' : 'cluster.kubeconfig_refused';
      await expect(reach(ACCESS, { policy: createAddressPolicy(), clock })).rejects.toMatchObject({ code });
    }
  });

  it('waits for nobody: an STS that is away is a cluster that cannot be reached', async () => {
    await aws.close();
    await expect(reach(ACCESS, { policy, clock })).rejects.toMatchObject({ code: 'cluster.unreachable' });
  });
});

function found(item: CatalogItem<'cluster'> | undefined) {
  if (!item) throw new Error('no cluster');
  const { secretArns } = item.spec;
  const ref = { name: item.name, uid: item.uid, clusterId: item.status.clusterId };
  return { ref, secretArn: secretArns.backup };
}
