import { readFile } from 'node:fs/promises';
import { describe } from 'vitest';
import { createAddressPolicy } from '../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../functions/services/clock/system-clock.ts';
import { parseAccess } from '../../functions/services/cluster/access.ts';
import { type ClusterOptions, openCluster } from '../../functions/services/cluster/kubernetes-cluster.ts';
import { type OpenSession, overWebSocket } from '../../functions/services/cluster/session.ts';
import { passingToken } from '../../infra/cluster/account-token.ts';
import type { ContractCluster } from '../contract/cluster/contract-setup.ts';
import { credentialsContract } from '../contract/cluster/credentials-contract.ts';
import { execContract } from '../contract/cluster/exec-contract.ts';
import { freeVolumesContract } from '../contract/cluster/free-volumes-contract.ts';
import { jobsContract } from '../contract/cluster/jobs-contract.ts';
import { listsContract } from '../contract/cluster/lists-contract.ts';
import { objectsContract } from '../contract/cluster/objects-contract.ts';
import { restoredContract } from '../contract/cluster/restored-contract.ts';
import { storageContract } from '../contract/cluster/storage-contract.ts';
import { cluster as readCluster } from './harness/cluster.ts';

const OLD_SESSIONS: OpenSession = (request, opening) =>
  overWebSocket(systemClock)(request, { ...opening, protocols: ['v4.channel.k8s.io'] });

async function open(): Promise<ContractCluster> {
  const facts = readCluster();
  const kubeconfig = await readFile(facts.kubeconfig, 'utf8');
  const policy = createAddressPolicy();
  const admin = parseAccess({ kind: 'kubeconfig', kubeconfig }, policy);
  const as = (credentials: typeof admin, given: Pick<ClusterOptions, 'openSession'> = {}) =>
    openCluster({
      ref: { name: 'real', uid: 'u', clusterId: 'c' },
      ownNamespace: 'default',
      credentials,
      policy,
      clock: systemClock,
      ...given,
    });
  const cluster = as(admin);
  const oldSessions = as(admin, { openSession: OLD_SESSIONS });
  const { server, caData } = admin;
  const powerless = as({ server, caData, token: await passingToken(cluster, 'default', 3600) });
  const [driver = ''] = facts.drivers;
  const [name = ''] = driver.split('.');
  return {
    cluster,
    powerless,
    oldSessions,
    storageClass: name,
    waitingStorageClass: `${name}-wffc`,
    snapshotClass: name,
    driver,
    image: facts.images.busybox,
    kubeconfig,
    allowedCidrs: [],
    close() {
      cluster.close();
      oldSessions.close();
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
  execContract(open);
  credentialsContract(open);
});
