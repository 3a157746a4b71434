import { expect, it } from 'vitest';
import { applyObjects } from '../../simulator/apply.ts';
import { COPY, RESTORE } from './harness/benches.ts';
import { type Fault, nothing } from './harness/faults.ts';
import { openBench } from './harness/matrix.ts';
import { taskState } from './harness/task-states.ts';

const RESTORE_RESOURCES = taskState('restore', 'RestoreResources');

const CHECK_TARGET = taskState('restore', 'CheckTarget');

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
  const { simulator, said, ...outcome } = await run(RESTORE_RESOURCES, nothing);

  expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
  expect(said).toMatch(/^objects: [1-9]\d* created, \d+ merged, \d+ left, 0 dropped; [1-9]\d* volumes brought back$/);
  const secrets = simulator.objects.list('secrets', COPY);
  expect(secrets.map(({ metadata, data }) => [metadata.name, data])).toEqual([
    ['database', simulator.objects.get('secrets', 'shop/database')?.data],
  ]);
});

it('an object that a controller makes in the new namespace is left alone and listed, and fails nothing', async () => {
  const { ended, record, simulator, ...outcome } = await run(RESTORE_RESOURCES, makesASecret);

  expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
  expect(simulator.objects.get('secrets', `${COPY}/database`)?.data).toEqual({ mine: 'eQ==' });
  expect(record.find(({ name }) => name === 'database')).toMatchObject({
    outcome: 'left',
    reason: 'made_by_controller',
  });
  expect(ended.warnings.join('\n')).toContain('left as it is: Secret shop-copy/database: a controller made one');
});

/** The target refuses the ConfigMap of the backup, so many times. */
const refuses =
  (times: number): Fault =>
  async ({ turn, next }, { simulator }) => {
    const effect = { status: 403, message: 'exceeded quota: few' };
    const scope = { verb: 'create', resource: 'configmaps', namespace: COPY };
    if (turn === 1) simulator.faults.add({ on: 'request', ...scope, effect, times });
    return await next();
  };

it('an object that the target refuses is tried again after all others', async () => {
  const { record, ...outcome } = await run(RESTORE_RESOURCES, refuses(1));

  expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
  expect(record.find(({ name }) => name === 'settings')).toMatchObject({ outcome: 'created' });
});

it('one that it refuses for good is dropped, with its reason; all others are made, and the restore has not succeeded', async () => {
  const { ended, record, simulator, ending } = await run(RESTORE_RESOURCES, refuses(100));

  expect(ending).toBe('Failed, nothing left');
  expect(ended.error).toMatchObject({
    code: 'restore.incomplete',
    message: expect.stringMatching(
      /not brought back: ConfigMap shop-copy\/settings: .*exceeded quota.* \(1 in all: GET /,
    ),
  });
  expect(record.filter(({ outcome }) => outcome === 'dropped')).toMatchObject([
    { kind: 'ConfigMap', name: 'settings', namespace: COPY, reason: 'refused' },
  ]);
  expect(ended.counts).toMatchObject({ dropped: 1 });
  expect(simulator.objects.get('deployments.apps', `${COPY}/shop`)).toBeDefined();
});

/** What the target says to a ConfigMap; the namespace of the restore is not there yet, so that it is asked in ours. */
const answers =
  (status: number, message: string): Fault =>
  async ({ turn, next }, { simulator }) => {
    const scope = { verb: 'create', resource: 'configmaps', namespace: 'snapferry' };
    if (turn === 1) simulator.faults.add({ on: 'request', ...scope, effect: { status, message }, times: 1 });
    return await next();
  };

it('an object that the target would refuse fails the restore before anything is made', async () => {
  const invalid = 'ConfigMap "settings" is invalid: data: Invalid value';
  const { ended, left, record, ...outcome } = await run(CHECK_TARGET, answers(422, invalid));

  expect(outcome).toMatchObject({ ending: 'Failed, nothing left', wrong: [] });
  expect(ended.error).toMatchObject({
    code: 'restore.refused',
    message: expect.stringMatching(/ConfigMap shop\/settings.*is invalid/),
  });
  expect(left.added).toEqual([]);
  expect(record).toEqual([]);
});

it('what a namespace that only stands in refuses by its own rules stops nobody', async () => {
  const outcome = await run(CHECK_TARGET, answers(403, 'exceeded quota: of another namespace'));

  expect(outcome).toMatchObject({ ending: 'Succeeded, nothing left', wrong: [] });
});
