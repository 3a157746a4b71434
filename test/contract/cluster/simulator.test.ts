import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { type ClusterOptions, openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { type OpenSession, overWebSocket } from '../../../functions/services/cluster/session.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import type { ContractCluster } from './contract-setup.ts';
import { credentialsContract } from './credentials-contract.ts';
import { execContract } from './exec-contract.ts';
import { freeVolumesContract } from './free-volumes-contract.ts';
import { jobsContract } from './jobs-contract.ts';
import { listsContract } from './lists-contract.ts';
import { objectsContract } from './objects-contract.ts';
import { restoredContract } from './restored-contract.ts';
import { storageContract } from './storage-contract.ts';

const LOOPBACK = ['127.0.0.0/8'];
const DRIVER = 'csi.simulator.snapferry.dev';

const OLD_SESSIONS: OpenSession = (request, opening) =>
  overWebSocket(systemClock)(request, { ...opening, protocols: ['v4.channel.k8s.io'] });

async function open(): Promise<ContractCluster> {
  const root = await mkdtemp(path.join(tmpdir(), 'snapferry-contract-'));
  const simulator = await startSimulator({ root, ipFamilies: ['IPv4'] });
  const caData = Buffer.from(simulator.caData, 'base64').toString('utf8');
  const as = (user: string, given: Pick<ClusterOptions, 'openSession'> = {}) =>
    openCluster({
      ref: { name: 'simulator', uid: 'u', clusterId: 'c' },
      ownNamespace: 'snapferry',
      credentials: { server: simulator.url, caData, token: simulator.token(user) },
      policy: createAddressPolicy(LOOPBACK),
      clock: systemClock,
      ...given,
    });
  const cluster = as('contract');
  const oldSessions = as('contract', { openSession: OLD_SESSIONS });
  const powerless = as('system:serviceaccount:default:nobody');
  return {
    cluster,
    powerless,
    oldSessions,
    storageClass: 'simulator',
    waitingStorageClass: 'simulator-wait',
    snapshotClass: 'simulator',
    driver: DRIVER,
    image: 'docker.io/library/busybox:1',
    kubeconfig: simulator.kubeconfig('admin'),
    allowedCidrs: LOOPBACK,
    async close() {
      cluster.close();
      oldSessions.close();
      powerless.close();
      await simulator.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

describe('the simulator, as a cluster', () => {
  objectsContract(open);
  listsContract(open);
  restoredContract(open);
  storageContract(open);
  freeVolumesContract(open);
  jobsContract(open);
  execContract(open);
  credentialsContract(open);
});
