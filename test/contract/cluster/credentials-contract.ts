import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { type ClusterRequest, clusterRequestSchema } from '../../../functions/domain/cluster/cluster-spec.ts';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../../functions/services/cluster/access.ts';
import { reach } from '../../../functions/services/cluster/clusters.ts';
import { CLUSTER_ROLE_BINDING, NAMESPACE, POD, SECRET } from '../../../functions/services/cluster/kinds.ts';
import { openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { probeCluster } from '../../../functions/services/cluster/probe-cluster.ts';
import { type ContractCluster, eventuallyGone, faultOf, uniqueName, useCluster } from './contract-setup.ts';

const run = promisify(execFile);
const COMMAND = path.resolve(import.meta.dirname, '../../../infra/cluster/credentials.ts');

/** What a cluster's admin does, once, and that it is enough. */
export function credentialsContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const own = uniqueName('snapferry');
  let given: ClusterRequest | undefined;

  async function makeCredentials(...more: string[]): Promise<ClusterRequest> {
    const folder = await mkdtemp(path.join(tmpdir(), 'snapferry-credentials-'));
    try {
      const file = path.join(folder, 'kubeconfig');
      await writeFile(file, contract.on().kubeconfig, { mode: 0o600 });
      const options = ['--kubeconfig', file, '--namespace', own, '--apply', ...more];
      const { stdout, stderr } = await run(process.execPath, [COMMAND, ...options]);
      expect(stderr).toContain('secrets');
      return clusterRequestSchema.parse(JSON.parse(stdout));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  describe('cluster:credentials', () => {
    afterAll(async () => {
      const { cluster } = contract.on();
      for (const name of ['backup', 'restore']) {
        await cluster.delete(CLUSTER_ROLE_BINDING, undefined, `snapferry-${name}-${own}`);
      }
      await cluster.delete(NAMESPACE, undefined, own);
      await eventuallyGone(cluster, NAMESPACE, undefined, own);
    });

    it('applies the manifests and gives two identities, each with all that it needs', async () => {
      given = await makeCredentials('--name', 'shop');
      expect(given).toMatchObject({ name: 'shop', namespace: own });
      const policy = createAddressPolicy(contract.on().allowedCidrs);
      const clusterId = await contract.on().cluster.identity();
      for (const identity of ['backup', 'restore'] as const) {
        const access = identity === 'backup' ? given.access : given.restoreAccess;
        if (!access) throw new Error(`no access for ${identity}`);
        const credentials = parseAccess(access, policy);
        const found = await probeCluster({ credentials, policy, clock: systemClock, namespace: own, identity });
        expect(found).toMatchObject({ clusterId, snapshotCrds: true, deniedPermissions: [] });
      }
    });

    it('changes nothing when it is done again, and leaves the restore identity out when it is told to', async () => {
      const again = await makeCredentials('--no-restore', '--name', 'shop');
      expect(again.access).toEqual(given?.access);
      expect(again).not.toHaveProperty('restoreAccess');
    });

    it('gives the backup identity everything to read, and nothing to run or change', async () => {
      if (!given) throw new Error('there are no credentials');
      const policy = createAddressPolicy(contract.on().allowedCidrs);
      const reached = await reach(parseAccess(given.access, policy), { policy, clock: systemClock });
      const cluster = openCluster({
        ...reached,
        ref: { name: 'shop', uid: 'u', clusterId: 'c' },
        ownNamespace: own,
        policy,
        clock: systemClock,
      });
      try {
        await cluster.listAll(SECRET);
        const exec = { group: '', resource: 'pods', subresource: 'exec', namespace: 'default' };
        const wanted = [
          { verb: 'get', ...exec },
          { verb: 'create', ...exec },
          { verb: 'get', group: '', resource: 'nodes', subresource: 'proxy' },
          { verb: 'create', group: '', resource: 'serviceaccounts', subresource: 'token', namespace: own },
          { verb: 'create', group: '', resource: 'pods', namespace: own },
          { verb: 'delete', group: '', resource: 'persistentvolumeclaims', namespace: 'default' },
          { verb: 'create', group: '', resource: 'secrets', namespace: 'default' },
          { verb: 'patch', group: '', resource: 'namespaces' },
        ];
        expect(await cluster.denied(wanted)).toEqual(wanted);
        expect((await faultOf(cluster.delete(POD, 'default', 'none'))).code).toBe('cluster.forbidden');
      } finally {
        cluster.close();
      }
    });
  });
}
