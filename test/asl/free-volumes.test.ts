import { describe, expect, it } from 'vitest';
import { applyObjects } from '../../simulator/apply.ts';
import { BACKUP, RESTORE } from './harness/benches.ts';
import type { AslCluster } from './harness/cluster.ts';
import { nothing } from './harness/faults.ts';
import { type Bench, openBench } from './harness/matrix.ts';
import { taskState } from './harness/task-states.ts';

/** A volume that somebody keeps to be used again, and that Kubernetes would give to the next claim. */
async function keepVolume({ simulator }: AslCluster): Promise<void> {
  applyObjects(simulator.simulation, [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'kept' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '2Gi' },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: 'simulator',
        csi: { driver: 'csi.simulator.snapferry.dev', volumeHandle: 'kept' },
      },
    },
  ]);
  await simulator.settled();
}

function withKeptVolume(bench: Bench): Bench {
  return {
    ...bench,
    async subject(world, cluster) {
      const subject = await bench.subject(world, cluster);
      await keepVolume(cluster);
      return subject;
    },
  };
}

describe.each([
  ['a backup', withKeptVolume(BACKUP), 'CheckPrerequisites', 'Failed, nothing left'],
  ['a restore', withKeptVolume(RESTORE), 'LaunchRestores', 'Failed, nothing left'],
] as const)('a volume that somebody keeps', (what, bench, state, ending) => {
  const { run } = openBench(bench);

  it(`is not taken by ${what}, which says so`, async () => {
    const { simulator, ended, ...outcome } = await run(taskState(bench.machine, state), nothing);

    expect(outcome).toMatchObject({ ending, wrong: [] });
    expect(ended.error).toMatchObject({
      code: 'volume.claim_bound_elsewhere',
      message: expect.stringContaining('kept') as string,
    });
    expect(simulator.objects.get('persistentvolumes', 'kept')).toMatchObject({ status: { phase: 'Available' } });
  });
});
