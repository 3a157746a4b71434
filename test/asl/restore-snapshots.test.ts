import { describe, expect, it } from 'vitest';
import { applyObjects } from '../../simulator/apply.ts';
import { backUp, LOCAL_RESTORE } from './harness/benches.ts';
import type { AslCluster } from './harness/cluster.ts';
import { nothing } from './harness/faults.ts';
import { type Bench, CLAIMS, openBench } from './harness/matrix.ts';
import { restoreOf } from './harness/subject.ts';
import { taskState } from './harness/task-states.ts';

const LAUNCH = taskState('restore', 'LaunchRestores');
const GOOD = { ending: 'Succeeded, nothing left', wrong: [] };
const LATE = 'late';

/** A namespace that is gone, and had a claim of a class that waits for its first consumer. */
const LATE_RESTORE: Bench = {
  machine: 'restore',
  async subject(world, cluster) {
    await createLate(cluster);
    const backup = await backUp(world, cluster, LATE, { offload: false });
    const { objects, settled } = cluster.simulator;
    objects.remove('pods', `${LATE}/consumer`);
    objects.remove('namespaces', LATE);
    await settled();
    return restoreOf({ ...backup, to: LATE });
  },
};

describe('a restore of a backup that is its snapshots', () => {
  const { run } = openBench(LOCAL_RESTORE);

  it('comes from the snapshots, and they stay', async () => {
    const { simulator, ...outcome } = await run(LAUNCH, nothing);

    expect(outcome).toMatchObject(GOOD);
    expect(simulator.storage.snapshots()).toHaveLength(CLAIMS);
  });
});

describe('a restore of a class that waits for its first consumer', () => {
  const { run } = openBench(LATE_RESTORE);

  it('comes from the snapshot, and the consumer runs on it', async () => {
    const { simulator, ...outcome } = await run(LAUNCH, nothing);

    expect(outcome).toMatchObject(GOOD);
    expect(simulator.storage.snapshots()).toHaveLength(1);
    expect(simulator.objects.get('persistentvolumeclaims', `${LATE}/data`)).toMatchObject({
      status: { phase: 'Bound' },
    });
    expect(simulator.objects.get('pods', `${LATE}/consumer`)).toMatchObject({ status: { phase: 'Running' } });
  });
});

async function createLate({ simulator }: AslCluster): Promise<void> {
  const claim = {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'simulator-wait',
    resources: { requests: { storage: '1Gi' } },
  };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const pod = { containers: [{ name: 'main', image: 'registry.example/late:1' }], volumes };
  const own = (kind: string, name: string, spec: object) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: LATE },
    spec,
  });
  applyObjects(simulator.simulation, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: LATE } }]);
  // A pod needs the ServiceAccount that a controller makes.
  await simulator.settled();
  applyObjects(simulator.simulation, [own('PersistentVolumeClaim', 'data', claim), own('Pod', 'consumer', pod)]);
  await simulator.settled();
}
