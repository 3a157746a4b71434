import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterSpec, ClusterStatus } from '../../../functions/domain/cluster/cluster-spec.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import type { CatalogItem } from '../../../functions/services/catalog/catalog.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { createClusters } from '../../../functions/services/cluster/clusters.ts';
import { POD } from '../../../functions/services/cluster/kinds.ts';
import { probeCluster } from '../../../functions/services/cluster/probe-cluster.ts';
import { type ApiServer, type Reply, startApiServer, status } from '../../support/api-server.ts';

const policy = createAddressPolicy(['127.0.0.0/8']);
const REF = { name: 'shop', uid: 'uid-1', clusterId: '00000000-0000-4000-8000-000000000001' };
const KUBE_SYSTEM: Reply = { body: { metadata: { name: 'kube-system', uid: REF.clusterId } } };

const started: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
});

async function serve(answer: Parameters<typeof startApiServer>[0] = ordinary): Promise<ApiServer> {
  const api = await startApiServer(answer);
  started.push(api);
  return api;
}

function ordinary({ path, body }: { path: string; body: string }): Reply {
  if (path.startsWith('/api/v1/namespaces/kube-system')) return KUBE_SYSTEM;
  if (path === '/version') return { body: { gitVersion: 'v1.35.1' } };
  if (path.includes('selfsubjectaccessreviews')) return { status: 201, body: review(body) };
  if (path.includes('volumesnapshotclasses')) return status(404, 'NotFound');
  return { body: { metadata: {}, items: [] } };
}

/** May do all but delete Jobs, and run commands. */
function review(body: string): unknown {
  const { verb, resource, subresource } = reviewed(body);
  return { status: { allowed: !(verb === 'delete' && resource === 'jobs') && subresource !== 'exec' } };
}

function reviewed(body: string): Record<string, string> {
  return (JSON.parse(body) as { spec: { resourceAttributes: Record<string, string> } }).spec.resourceAttributes;
}

/** @param may `get shop`; `get ` is everywhere */
function running({ bound = [] as string[], may }: { bound?: string[]; may: string[] }) {
  return (call: { path: string; body: string }): Reply => {
    if (call.path.includes('rolebindings?fieldSelector=metadata.name%3Dsnapferry-exec-own')) {
      return { body: { metadata: {}, items: bound.map((namespace) => ({ metadata: { name: 'b', namespace } })) } };
    }
    if (!call.path.includes('selfsubjectaccessreviews')) return ordinary(call);
    const { verb, subresource, namespace = '' } = reviewed(call.body);
    return subresource === 'exec'
      ? { status: 201, body: { status: { allowed: may.includes(`${verb} ${namespace}`) } } }
      : ordinary(call);
  };
}

interface Catalogue {
  item: CatalogItem<'cluster'> | undefined;
  reads: string[];
  clusters: ReturnType<typeof createClusters>;
}

function catalogueOf(api: ApiServer, secretArns: ClusterSpec['secretArns'] = { backup: 'arn:backup' }): Catalogue {
  const reads: string[] = [];
  const spec = { server: api.server, namespace: 'own', accessKind: 'token' as const, hasRestoreAccess: false };
  const held: Catalogue = {
    item: {
      kind: 'cluster',
      name: REF.name,
      uid: REF.uid,
      generation: 1,
      spec: { ...spec, settings: {}, secretArns },
      status: { clusterId: REF.clusterId } as ClusterStatus,
      createdAt: '',
      createdBy: '',
      updatedAt: '',
    },
    reads,
    clusters: createClusters({
      catalog: { read: () => Promise.resolve(held.item as never) },
      secrets: {
        read: (arn) => {
          reads.push(arn);
          return Promise.resolve({ server: api.server, caData: api.authority.pem, token: `token of ${arn}` });
        },
      },
      clock: systemClock,
      policy,
    }),
  };
  started.push(held.clusters);
  return held;
}

describe('opening a cluster', () => {
  it('keeps its connection for the next time, also when two ask at once', async () => {
    const api = await serve();
    const { clusters, reads } = catalogueOf(api);
    const [one, other] = await Promise.all([clusters.open(REF, 'backup'), clusters.open(REF, 'backup')]);
    expect(other).toBe(one);
    expect(await clusters.open(REF, 'backup')).toBe(one);
    await one.list(POD);
    expect(reads).toEqual(['arn:backup']);
    expect(api.connections()).toBe(1);
    expect(one.ownNamespace).toBe('own');
  });

  it('uses the other identity for a restore', async () => {
    const api = await serve();
    const { clusters } = catalogueOf(api, { backup: 'arn:backup', restore: 'arn:restore' });
    await (await clusters.open(REF, 'restore')).list(POD);
    expect(api.calls.at(-1)?.headers.authorization).toBe('Bearer token of arn:restore');
  });

  it('opens it anew when its spec has changed', async () => {
    const held = catalogueOf(await serve());
    const before = await held.clusters.open(REF, 'backup');
    if (held.item) held.item = { ...held.item, generation: 2 };
    expect(await held.clusters.open(REF, 'backup')).not.toBe(before);
    expect(held.reads).toHaveLength(2);
  });

  it('says when there is no restore identity', async () => {
    const { clusters } = catalogueOf(await serve());
    await expect(clusters.open(REF, 'restore')).rejects.toMatchObject({ code: 'cluster.no_restore_identity' });
  });

  it('finds no cluster that is gone, has been made again, or is another one now', async () => {
    const held = catalogueOf(await serve());
    const gone = { code: 'cluster.not_found' };
    await expect(held.clusters.open({ ...REF, uid: 'uid-0' }, 'backup')).rejects.toMatchObject(gone);
    await expect(held.clusters.open({ ...REF, clusterId: 'other' }, 'backup')).rejects.toMatchObject(gone);
    held.item = undefined;
    await expect(held.clusters.open(REF, 'backup')).rejects.toMatchObject(gone);
    const stranger: Reply = {
      body: { metadata: { name: 'kube-system', uid: '00000000-0000-4000-8000-000000000002' } },
    };
    const another = catalogueOf(await serve(() => stranger));
    await expect(another.clusters.open(REF, 'backup')).rejects.toMatchObject(gone);
  });

  it('tries again after it could not be opened', async () => {
    let well = false;
    const { clusters } = catalogueOf(await serve(() => (well ? KUBE_SYSTEM : status(401, 'Unauthorized'))));
    await expect(clusters.open(REF, 'backup')).rejects.toMatchObject({ code: 'cluster.unauthorized' });
    well = true;
    await expect(clusters.open(REF, 'backup')).resolves.toMatchObject({ ref: REF });
  });
});

function asBackup({ server, authority }: ApiServer) {
  const credentials = { server, caData: authority.pem, token: 'a' };
  return { credentials, policy, clock: systemClock, namespace: 'own', identity: 'backup' as const };
}

describe('probing a cluster', () => {
  it('learns who it is, and what is missing', async () => {
    await expect(probeCluster(asBackup(await serve()))).resolves.toEqual({
      clusterId: REF.clusterId,
      version: 'v1.35.1',
      snapshotCrds: false,
      deniedPermissions: ['delete jobs.batch in own'],
      execNamespaces: [],
      deniedExecPermissions: ['get pods/exec', 'create pods/exec'],
    });
  });

  it('learns where rules may run commands, and what they lack where they should', async () => {
    const partly = running({ bound: ['shop', 'cart'], may: ['get shop', 'create shop', 'create cart'] });
    await expect(probeCluster(asBackup(await serve(partly)))).resolves.toMatchObject({
      execNamespaces: ['shop'],
      deniedExecPermissions: ['get pods/exec in cart'],
    });
    const all = running({ may: ['get ', 'create '] });
    await expect(probeCluster(asBackup(await serve(all)))).resolves.toMatchObject({
      execNamespaces: ['*'],
      deniedExecPermissions: [],
    });
  });

  it('says that it may not look where rules may run commands by what backups lack', async () => {
    const blind = await serve((call) =>
      call.path.includes('rolebindings') ? status(403, 'Forbidden') : ordinary(call),
    );
    await expect(probeCluster(asBackup(blind))).resolves.toMatchObject({ execNamespaces: [] });
  });

  it('says that it cannot be reached', async () => {
    const api = await serve();
    await api.close();
    const options = { ...asBackup(api), identity: 'restore' as const };
    await expect(probeCluster(options)).rejects.toMatchObject({ code: 'cluster.unreachable' });
  });
});
