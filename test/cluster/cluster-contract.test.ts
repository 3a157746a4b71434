import { readFile } from 'node:fs/promises';
import { describe } from 'vitest';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { passingToken } from '../../infra/cluster/account-token.ts';
import type { ContractCluster } from '../contract/cluster/contract-setup.ts';
import { credentialsContract } from '../contract/cluster/credentials-contract.ts';
import { freeVolumesContract } from '../contract/cluster/free-volumes-contract.ts';
import { jobsContract } from '../contract/cluster/jobs-contract.ts';
import { listsContract } from '../contract/cluster/lists-contract.ts';
import { objectsContract } from '../contract/cluster/objects-contract.ts';
import { restoredContract } from '../contract/cluster/restored-contract.ts';
import { storageContract } from '../contract/cluster/storage-contract.ts';
import { cluster as readCluster } from './harness/cluster.ts';

async function open(): Promise<ContractCluster> {
  const facts = readCluster();
  const kubeconfig = await readFile(facts.kubeconfig, 'utf8');
  const policy = createAddressPolicy();
  const admin = parseAccess({ kind: 'kubeconfig', kubeconfig }, policy);
  const as = (credentials: typeof admin) =>
    openCluster({
      ref: { name: 'real', uid: 'u', clusterId: 'c' },
      ownNamespace: 'default',
      credentials,
      policy,
      clock: systemClock,
    });
  const cluster = as(admin);
  const { server, caData } = admin;
  const powerless = as({ server, caData, token: await passingToken(cluster, 'default', 3600) });
  const [driver = ''] = facts.drivers;
  const [name = ''] = driver.split('.');
  return {
    cluster,
    powerless,
    storageClass: name,
    waitingStorageClass: `${name}-wffc`,
    snapshotClass: name,
    driver,
    image: facts.images.busybox,
    kubeconfig,
    allowedCidrs: [],
    close() {
      cluster.close();
      powerless.close();
      return Promise.resolve();
    },
  };
}

describe('a real cluster', () => {
  objectsContract(open);
  listsContract(open);
  restoredContract(open);
  storageContract(open);
  freeVolumesContract(open);
  jobsContract(open);
  credentialsContract(open);
});
