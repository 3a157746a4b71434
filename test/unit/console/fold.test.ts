import { expect, it } from 'vitest';
import { foldStages, type Stage } from '../../../console/operations/states/fold.ts';
import { definitionHash, readDefinition } from '../../../infra/read-machines.ts';

const stage = (state: string, more: Partial<Stage> = {}): Stage => ({
  state,
  epoch: 1,
  enteredAt: '2026-11-29T10:00:00.000Z',
  leftAt: '2026-11-29T10:00:01.000Z',
  visits: 1,
  retries: 0,
  ...more,
});
const statusesOf = (rows: ReturnType<typeof foldStages>) =>
  Object.fromEntries(rows.map(({ state, status }) => [state, status]));

it('A state machine is its Task states in the order of its file, each with what it does', () => {
  const rows = foldStages({ kind: 'backup', phase: 'Pending', stages: [] });

  expect(rows[0]).toMatchObject({ state: 'PlanBackup', status: 'waiting' });
  expect(rows.at(-1)).toMatchObject({ state: 'FinishBackup', does: 'the terminal phase, once' });
  expect(rows.find(({ state }) => state === 'CreateSnapshots')?.does).toBe('all volumes of the group at once');
  expect(rows.some(({ state }) => state.endsWith('?'))).toBe(false);
});

it('What was left is done, what was not left runs, what was jumped over was passed, and the rest waits', () => {
  const { leftAt: _, ...running } = stage('CreateSnapshots');
  const rows = foldStages({
    kind: 'backup',
    phase: 'InProgress',
    stages: [stage('PlanBackup'), stage('BeginRepositories'), stage('CheckPrerequisites'), running],
  });

  expect(statusesOf(rows)).toMatchObject({
    PlanBackup: 'done',
    MakeRoom: 'passed',
    CreateSnapshots: 'running',
    SealBackup: 'waiting',
  });
});

it('Epochs of one state are one row, with all of its visits and retries', () => {
  const lost = stage('CheckOffloads', { visits: 3, retries: 1, failure: 'execution.lost' });
  const rows = foldStages({
    kind: 'backup',
    phase: 'Succeeded',
    stages: [lost, stage('CheckOffloads', { epoch: 2, visits: 4 })],
  });

  expect(rows.find(({ state }) => state === 'CheckOffloads')).toMatchObject({ visits: 7, retries: 1, status: 'done' });
});

it('A state that has failed last is failed', () => {
  const rows = foldStages({
    kind: 'backup',
    phase: 'Failed',
    stages: [stage('PlanBackup', { failure: 'cluster.unreachable' })],
  });

  expect(statusesOf(rows)).toMatchObject({ PlanBackup: 'failed', SealBackup: 'passed' });
});

it('States that the machine of this release does not have stand where they were entered', () => {
  const stages = [stage('PlanBackup'), stage('WaitForMoon'), stage('CreateSnapshots')];
  const rows = foldStages({ kind: 'backup', phase: 'Succeeded', stages });

  expect(rows.slice(0, 3).map(({ state }) => state)).toEqual(['PlanBackup', 'WaitForMoon', 'BeginRepositories']);
});

it('Of an operation that ran by another definition only what it has entered is shown', () => {
  const stages = [stage('PlanBackup'), stage('FinishBackup')];
  const known = definitionHash(readDefinition('state-machines', 'backup'));

  const rows = (definition: string) => foldStages({ kind: 'backup', phase: 'Succeeded', stages, definition });

  expect(rows('of another release').map(({ state }) => state)).toEqual(['PlanBackup', 'FinishBackup']);
  expect(rows(known).length).toBeGreaterThan(10);
});
