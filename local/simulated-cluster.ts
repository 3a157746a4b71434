import { dirname } from 'node:path';
import { createAddressPolicy } from '../functions/services/addresses/addresses.ts';
import { systemClock } from '../functions/services/clock/system-clock.ts';
import { parseAccess } from '../functions/services/cluster/access.ts';
import { openCluster } from '../functions/services/cluster/kubernetes-cluster.ts';
import { applyObjects, readManifests } from '../infra/cluster/manifests.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';

/** The namespace that Snapferry has on it. */
const NAMESPACE = 'snapferry';

/** A simulated cluster that an admin has prepared: the manifests of infra/cluster are applied, as on a real one. */
export async function startSimulatedCluster(
  root: string,
  kopia: string,
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ root, toolPath: dirname(kopia), ...options });
  const policy = createAddressPolicy(['127.0.0.0/8']);
  const kubeconfig = simulator.kubeconfig('admin');
  const cluster = openCluster({
    ref: { name: 'admin', uid: '', clusterId: '' },
    ownNamespace: NAMESPACE,
    credentials: parseAccess({ kind: 'kubeconfig', kubeconfig }, policy),
    policy,
    clock: systemClock,
  });
  try {
    await applyObjects(cluster, readManifests(NAMESPACE));
  } finally {
    cluster.close();
  }
  return simulator;
}
