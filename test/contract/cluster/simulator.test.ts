import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import { createAddressPolicy } from '../../../functions/services/addresses/addresses.ts';
import { systemClock } from '../../../functions/services/clock/system-clock.ts';
import { openCluster } from '../../../functions/services/cluster/kubernetes-cluster.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import type { ContractCluster } from './contract-setup.ts';
import { credentialsContract } from './credentials-contract.ts';
import { freeVolumesContract } from './free-volumes-contract.ts';
import { jobsContract } from './jobs-contract.ts';
import { listsContract } from './lists-contract.ts';
import { objectsContract } from './objects-contract.ts';
import { restoredContract } from './restored-contract.ts';
import { storageContract } from './storage-contract.ts';

const LOOPBACK = ['127.0.0.0/8'];
const DRIVER = 'csi.simulator.snapferry.dev';

async function open(): Promise<ContractCluster> {
  const root = await mkdtemp(path.join(tmpdir(), 'snapferry-contract-'));
  const simulator = await startSimulator({ root, ipFamilies: ['IPv4'] });
  const caData = Buffer.from(simulator.caData, 'base64').toString('utf8');
  const as = (user: string) =>
    openCluster({
      ref: { name: 'simulator', uid: 'u', clusterId: 'c' },
      ownNamespace: 'snapferry',
      credentials: { server: simulator.url, caData, token: simulator.token(user) },
      policy: createAddressPolicy(LOOPBACK),
      clock: systemClock,
    });
  const cluster = as('contract');
  const powerless = as('system:serviceaccount:default:nobody');
  return {
    cluster,
    powerless,
    storageClass: 'simulator',
    waitingStorageClass: 'simulator-wait',
    snapshotClass: 'simulator',
    driver: DRIVER,
    image: 'docker.io/library/busybox:1',
    kubeconfig: simulator.kubeconfig('admin'),
    allowedCidrs: LOOPBACK,
    async close() {
      cluster.close();
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
  credentialsContract(open);
});
