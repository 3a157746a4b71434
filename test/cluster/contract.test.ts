import { readFile } from 'node:fs/promises';
import { describe } from 'vitest';
import type { ClusterCredentials } from '../../functions/domain/cluster-spec.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { createAddressPolicy } from '../../functions/services/cluster/address-policy.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { passingToken } from '../../infra/cluster/account-token.ts';
import type { ContractCluster } from '../contract/cluster/contract-setup.ts';
import { credentialsContract } from '../contract/cluster/credentials-contract.ts';
import { jobsContract } from '../contract/cluster/jobs-contract.ts';
import { objectsContract } from '../contract/cluster/objects-contract.ts';
import { storageContract } from '../contract/cluster/storage-contract.ts';
import { cluster as runningCluster } from './harness/cluster.ts';

const running = runningCluster();

async function open(): Promise<ContractCluster> {
  const kubeconfig = await readFile(running.kubeconfig, 'utf8');
  const allowedCidrs = [`${running.settings.network}.0/24`];
  const policy = createAddressPolicy(allowedCidrs);
  const as = (credentials: ClusterCredentials) =>
    openCluster({
      ref: { name: 'real', uid: 'u', clusterId: 'c' },
      ownNamespace: 'default',
      credentials,
      policy,
      clock: systemClock,
    });
  const admin = parseAccess({ kind: 'kubeconfig', kubeconfig }, policy);
  const cluster = as(admin);
  // an account that nobody has bound to anything
  const token = await passingToken(cluster, 'default', 3600);
  const powerless = as({ server: admin.server, caData: admin.caData, token });
  return {
    cluster,
    powerless,
    storageClass: 'btrfs',
    waitingStorageClass: 'btrfs-wffc',
    snapshotClass: 'btrfs',
    driver: running.drivers[0] ?? '',
    image: running.images.busybox,
    kubeconfig,
    allowedCidrs,
    async close() {
      cluster.close();
      powerless.close();
    },
  };
}

describe('a real cluster', () => {
  objectsContract(open);
  storageContract(open);
  jobsContract(open);
  credentialsContract(open);
});
