import { describe, expect, it, onTestFinished } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { plainContext } from '../../../functions/domain/restore/restore-context.ts';
import { restoreObject } from '../../../functions/restore/objects/restore-object.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { ensure } from '../../../functions/services/cluster/ensure.ts';
import { NAMESPACE, POD, PVC, SERVICE_ACCOUNT } from '../../../functions/services/cluster/kinds.ts';
import { type OpenCluster, openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import { type Reply, status } from '../../support/api-server.ts';
import { CONFIG_MAP, eventually } from './contract-setup.ts';
import { impatientClock, open, serve } from './served-cluster.ts';

const CLAIM = { metadata: { name: 'a', namespace: 'b' } };

/** Keeps what it is sent before it fails in each of the given ways in turn; then it answers as an API server does. */
function keepsAndFails(...failures: Reply[]) {
  let kept: unknown;
  return ({ method, body, nth }: { method: string; body: string; nth: number }): Reply => {
    if (method === 'GET') return { body: kept };
    const exists = kept !== undefined;
    kept ??= JSON.parse(body);
    return failures[nth - 1] ?? (exists ? status(409, 'AlreadyExists') : { status: 201, body: kept });
  };
}

describe('a create whose answer was lost', () => {
  it.each<[string, Reply]>([
    ['cut off', { cut: true }],
    ['too late', { hang: true }],
    ['that of a server in trouble', status(504, 'Timeout')],
  ])('may have made what is there: the answer was %s', async (_, failure) => {
    const api = await serve(keepsAndFails(failure));

    await expect(open(api, { timeoutMs: 300 }).create(PVC, CLAIM)).resolves.toBe('maybe-ours');
  });

  it('is made by the second try when the first never arrived', async () => {
    const api = await serve(({ nth, body }) => (nth === 1 ? { cut: true } : { status: 201, body: JSON.parse(body) }));

    await expect(open(api).create(PVC, CLAIM)).resolves.toMatchObject(CLAIM);
  });

  it('is adopted by its labels, as ever', async () => {
    const owner = { installationId: 'aaaaaaaaaa', operationId: 'bk-1', role: 'mover' as const };
    const labels = {
      'app.kubernetes.io/managed-by': 'snapferry',
      'snapferry.dev/installation': 'aaaaaaaaaa',
      'snapferry.dev/operation': 'bk-1',
    };
    const api = await serve(keepsAndFails({ cut: true }));

    const adopted = await ensure(open(api), PVC, { metadata: { ...CLAIM.metadata, labels } }, owner);

    expect(adopted.metadata).toMatchObject({ name: 'a', labels });
  });
});

describe('a create that finds the name taken', () => {
  it.each<[string, Reply[]]>([
    ['at once', []],
    ['after it was asked to wait', [status(429, 'TooManyRequests')]],
    ['after it lost a race on a quota', [status(409, 'Conflict')]],
  ])('has made nothing: %s', async (_, before) => {
    const api = await serve(({ nth }) => before[nth - 1] ?? status(409, 'AlreadyExists'));

    await expect(open(api).create(PVC, CLAIM)).resolves.toBe('exists');
  });
});

describe('a restore on a cluster that loses the answer to a create', () => {
  const bare: Manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bare', namespace: 'shop' },
    spec: { containers: [{ name: 'main', image: 'registry.example/shop:1' }], serviceAccountName: 'default' },
  };

  async function start() {
    const simulator = await startSimulator({});
    const cluster = openCluster({
      ref: { name: 'simulator', uid: 'u', clusterId: 'c' },
      ownNamespace: 'snapferry',
      credentials: {
        server: simulator.url,
        caData: Buffer.from(simulator.caData, 'base64').toString('utf8'),
        token: simulator.token('admin'),
      },
      policy: createAddressPolicy(['127.0.0.0/8']),
      clock: impatientClock(),
    });
    onTestFinished(async () => {
      cluster.close();
      await simulator.stop();
    });
    await cluster.create(NAMESPACE, { metadata: { name: 'shop' } });
    await eventually(async () => await cluster.get(SERVICE_ACCOUNT, 'shop', 'default'));
    return { simulator, cluster };
  }

  const restore = (cluster: OpenCluster, manifest: Manifest) => {
    const kind = manifest.kind === 'Pod' ? POD : CONFIG_MAP;
    return restoreObject(manifest, {
      cluster,
      kind,
      context: plainContext({}, true),
      maybeOurs: false,
      isNewNamespace: false,
    });
  };

  it('takes the object that is there for its own, although the cluster has changed it', async () => {
    const { simulator, cluster } = await start();
    simulator.faults.add({ on: 'request', verb: 'create', resource: 'pods', effect: { loseAnswer: true }, times: 1 });
    // as a mutating webhook would: what is there is then not what was sent
    simulator.objects.subscribe(({ type, resource, object }) => {
      if (type !== 'ADDED' || resource !== 'pods') return;
      simulator.objects.modify('pods', `shop/${object.metadata.name}`, (draft) => {
        draft.spec = { ...(draft.spec as object), containers: [{ name: 'main', image: 'mirror.example/shop:1' }] };
      });
    });

    expect(await restore(cluster, bare)).toMatchObject({ outcome: 'created' });
  });

  it('still leaves alone what somebody else has made', async () => {
    const { simulator, cluster } = await start();
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'shop' }, data: { a: '1' } };
    await cluster.create(CONFIG_MAP, { ...map, data: { a: '2' } });
    simulator.faults.add({ on: 'request', verb: 'create', effect: { status: 429 }, times: 1 });

    expect(await restore(cluster, map)).toMatchObject({ outcome: 'left', reason: 'appeared' });
    expect(await cluster.list(CONFIG_MAP, { namespace: 'shop', fieldSelector: 'metadata.name=m' })).toMatchObject({
      items: [{ data: { a: '2' } }],
    });
  });
});
