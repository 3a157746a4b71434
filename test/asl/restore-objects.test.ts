import { expect, it } from 'vitest';
import { applyObjects } from '../../infra/local/simulator/apply.ts';
import { COPY, RESTORE } from './harness/benches.ts';
import { type Fault, nothing } from './harness/faults.ts';
import { openBench } from './harness/matrix.ts';
import { taskState } from './harness/task-states.ts';

const RESTORE_RESOURCES = taskState('restore', 'RestoreResources');

const { run } = openBench(RESTORE);

/** A user is faster than the restore, and makes a Secret that the backup has too. */
const makesASecret: Fault = async ({ turn, next }, { simulator }) => {
  if (turn === 1) {
    applyObjects(simulator.simulation, [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'database', namespace: COPY }, data: { mine: 'eQ==' } },
    ]);
  }
  return await next();
};

it('every claim and object is brought back', async () => {
  const { simulator, ...outcome } = await run(RESTORE_RESOURCES, nothing);

  expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
  const secrets = simulator.objects.list('secrets', COPY);
  expect(secrets.map(({ metadata, data }) => [metadata.name, data])).toEqual([
    ['database', simulator.objects.get('secrets', 'shop/database')?.data],
  ]);
});

it('an object that appears while the restore runs is left alone, and fails it', async () => {
  const { ended, simulator, ...outcome } = await run(RESTORE_RESOURCES, makesASecret);

  expect(outcome).toMatchObject({ ending: 'Failed, nothing left', wrong: [] });
  expect(ended.error).toMatchObject({ code: 'restore.conflict', message: expect.stringContaining('database') });
  expect(simulator.objects.get('secrets', `${COPY}/database`)?.data).toEqual({ mine: 'eQ==' });
  expect(ended.warnings.join('\n')).toContain(`namespace ${COPY}`);
});
