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
import {
  CLUSTER_ROLE_BINDING,
  NAMESPACE,
  POD,
  ROLE,
  ROLE_BINDING,
  SECRET,
} from '../../../functions/services/cluster/kinds.ts';
import { openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { probeCluster } from '../../../functions/services/cluster/probe-cluster.ts';
import { execRights } from '../../../infra/cluster/manifests.ts';
import { type ContractCluster, eventuallyGone, faultOf, made, uniqueName, useCluster } from './contract-setup.ts';

const run = promisify(execFile);
const COMMAND = path.resolve(import.meta.dirname, '../../../infra/cluster/credentials.ts');

/** What a cluster's admin does, once, and that it is enough. */
export function credentialsContract(open: () => Promise<ContractCluster>): void {
  const contract = useCluster(open);
  const own = uniqueName('snapferry');
  let given: ClusterRequest | undefined;

  async function runCommand(...options: string[]) {
    const folder = await mkdtemp(path.join(tmpdir(), 'snapferry-credentials-'));
    try {
      const file = path.join(folder, 'kubeconfig');
      await writeFile(file, contract.on().kubeconfig, { mode: 0o600 });
      return await run(process.execPath, [COMMAND, '--kubeconfig', file, '--namespace', own, ...options]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async function makeCredentials(...more: string[]): Promise<ClusterRequest> {
    const { stdout, stderr } = await runCommand('--apply', ...more);
    expect(stderr).toContain('secrets');
    return clusterRequestSchema.parse(JSON.parse(stdout));
  }

  async function probe(access: ClusterRequest['access'] | undefined, identity: 'backup' | 'restore') {
    if (!access) throw new Error(`no access for ${identity}`);
    const policy = createAddressPolicy(contract.on().allowedCidrs);
    return await probeCluster({
      credentials: parseAccess(access, policy),
      policy,
      clock: systemClock,
      namespace: own,
      identity,
    });
  }

  describe('cluster:credentials', () => {
    afterAll(async () => {
      const { cluster } = contract.on();
      for (const name of ['backup', 'restore']) {
        await cluster.delete(CLUSTER_ROLE_BINDING, undefined, `snapferry-${name}-${own}`);
      }
      await cluster.delete(CLUSTER_ROLE_BINDING, undefined, `snapferry-exec-${own}`);
      await cluster.delete(ROLE_BINDING, 'default', `snapferry-exec-${own}`);
      await cluster.delete(NAMESPACE, undefined, own);
      await eventuallyGone(cluster, NAMESPACE, undefined, own);
    });

    it('applies the manifests and gives two identities, each with all that it needs', async () => {
      given = await makeCredentials('--name', 'shop');
      expect(given).toMatchObject({ name: 'shop', namespace: own });
      const clusterId = await contract.on().cluster.identity();
      for (const identity of ['backup', 'restore'] as const) {
        const found = await probe(identity === 'backup' ? given.access : given.restoreAccess, identity);
        expect(found).toMatchObject({ clusterId, snapshotCrds: true, deniedPermissions: [] });
        if (identity === 'backup') {
          const denied = ['get pods', 'get pods/exec', 'create pods/exec'];
          expect(found).toMatchObject({ execNamespaces: [], deniedExecPermissions: denied });
        }
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

    it('lets rules run commands in the namespaces that are named, when it is told to, and nowhere else', async () => {
      const { access } = await makeCredentials('--no-restore', '--exec-namespaces', `default,${contract.namespace}`);
      expect(await probe(access, 'backup')).toMatchObject({
        deniedPermissions: [],
        execNamespaces: [contract.namespace, 'default'],
        deniedExecPermissions: [],
      });
    });

    it('names the right that is missing where rules are meant to run commands', async () => {
      const { cluster } = contract.on();
      const { namespace } = contract;
      const rules = [{ apiGroups: [''], resources: ['pods', 'pods/exec'], verbs: ['get', 'list'] }];
      await cluster.create(ROLE, { metadata: { name: 'lesser', namespace }, rules });
      const [, lesser] = execRights([namespace], own);
      if (!lesser) throw new Error('no binding');
      await cluster.delete(ROLE_BINDING, namespace, lesser.metadata.name);
      const roleRef = { ...lesser.roleRef, kind: ROLE.kind, name: 'lesser' };
      await made(cluster.create(ROLE_BINDING, { ...lesser, roleRef }));
      expect(await probe(given?.access, 'backup')).toMatchObject({
        execNamespaces: ['default'],
        deniedExecPermissions: [`create pods/exec in ${namespace}`],
      });
    });

    it('lets rules run commands everywhere, when it is told so, without applying anything else', async () => {
      await runCommand('--no-restore', '--exec-namespaces', 'all');
      expect(await probe(given?.access, 'backup')).toMatchObject({ execNamespaces: ['*'], deniedExecPermissions: [] });
    });

    it.each([
      ['none-such', 'the cluster has no namespace none-such'],
      ['default,', 'names of namespaces with commas between them, or all; not nothing'],
    ])('refuses --exec-namespaces %s before anything is made', async (names, message) => {
      await expect(runCommand('--exec-namespaces', names)).rejects.toMatchObject({
        stdout: '',
        stderr: expect.stringContaining(message) as string,
      });
    });
  });
}
