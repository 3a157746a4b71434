import { describe, expect, it } from 'vitest';
import type { Claim } from '../../simulator/storage/types.ts';
import { COPY, RESTORE_ELSEWHERE, SOURCE_CLASS } from './harness/benches.ts';
import { nothing } from './harness/faults.ts';
import { openBench, testStates } from './harness/matrix.ts';
import { RESTORE_OUTCOMES } from './harness/outcomes.ts';
import { taskState } from './harness/task-states.ts';

describe('a restore onto another cluster than its backup was made on', () => {
  const { run } = openBench(RESTORE_ELSEWHERE);

  it('needs nothing of the source, and makes claims of the class that its class is mapped to', async () => {
    const { ended, simulator, ...outcome } = await run(taskState('restore', 'LaunchRestores'), nothing);

    expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
    expect(ended.refs.source?.clusterId).not.toBe(ended.refs.cluster.clusterId);
    const claims = simulator.objects.list<Claim>('persistentvolumeclaims', COPY);
    expect(claims.map(({ spec }) => spec.storageClassName)).toEqual(['simulator', 'simulator']);
    expect(simulator.objects.get('storageclasses.storage.k8s.io', SOURCE_CLASS)).toBeUndefined();
    expect(ended.warnings.join('\n')).toContain(`StorageClass.storage.k8s.io ${SOURCE_CLASS}, which was mapped`);
  });
});

describe('the faults of the matrix', () => {
  testStates(RESTORE_ELSEWHERE, RESTORE_OUTCOMES, ['PlanRestore', 'LaunchRestores', 'HandOverVolumes']);
});
