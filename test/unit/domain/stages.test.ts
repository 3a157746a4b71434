import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import { enterStage, leaveStage, MAX_STAGES, type Visit } from '../../../functions/domain/operation/stages.ts';

type Row = Parameters<typeof enterStage>[0];
const NEW: Row = { epoch: 1, polls: 0 };

let second = 0;
const next = () => {
  second += 1;
  return new Date(second * 1000).toISOString();
};

/** The row once these Tasks have begun, one after the other. */
function rowAfter(visits: readonly [state: string, visit?: Visit][], given: Row = NEW): Row {
  const row = { ...given } as Operation;
  for (const [state, visit] of visits) Object.assign(row, enterStage(row, state, visit ?? {}, next()));
  return row;
}

function said(row: Row): string[] {
  return (row.stages ?? []).map(
    ({ state, epoch, visits, retries, leftAt, failure }) =>
      `${state}/${epoch} ${visits}+${retries}${leftAt ? '' : ' there'}${failure ? ` ${failure}` : ''}`,
  );
}

describe('stages of an operation', () => {
  it('say when each state was entered and left, and how often its Task ran', () => {
    const row = rowAfter([
      ['LaunchOffloads', { enteredAt: 'a' }],
      ['CheckOffloads', { enteredAt: 'b' }],
      ['CheckOffloads', { enteredAt: 'c' }],
      ['LaunchOffloads', { enteredAt: 'd' }],
    ]);

    expect(said(row)).toEqual(['LaunchOffloads/1 2+0 there', 'CheckOffloads/1 2+0']);
    const [launch, check] = row.stages ?? [];
    expect(check?.leftAt).toBe(row.stageStartedAt);
    expect(launch?.enteredAt).not.toBe(row.stageStartedAt);
  });

  it('count a Task that is tried again as a retry of the same visit, and a second look as neither', () => {
    const row = rowAfter([
      ['CreateSnapshots', { enteredAt: 'a' }],
      ['CreateSnapshots', { enteredAt: 'a' }],
      ['CreateSnapshots', { enteredAt: 'a', again: true }],
      ['CreateSnapshots', { enteredAt: 'b' }],
    ]);

    expect(said(row)).toEqual(['CreateSnapshots/1 2+1 there']);
    expect(row).toMatchObject({ polls: 4, turns: 4 });
  });

  it('hold what the Task of each state said last', () => {
    const row = rowAfter([
      ['PlanBackup', { enteredAt: 'a' }],
      ['CheckOffloads', { enteredAt: 'b', last: { state: 'PlanBackup', counts: { volumes: 2 } } }],
      ['CheckOffloads', { enteredAt: 'c', last: { state: 'CheckOffloads', counts: { done: 1 }, bytes: 5 } }],
      ['SealBackup', { enteredAt: 'd', last: { state: 'CheckOffloads', counts: { done: 2 }, bytes: 9 } }],
    ]);

    expect(row.stages).toMatchObject([{ counts: { volumes: 2 } }, { counts: { done: 2 }, bytes: 9 }, {}]);
    expect(row.stages?.[2]).not.toHaveProperty('counts');
  });

  it('say with which code a state ended, or that only the machine saw it', () => {
    const error = { code: 'snapshot.not_found' as const, message: 'it is gone', stage: 'CreateSnapshots' };
    const failed = rowAfter([['CleanUp', { last: { state: 'PlanBackup' } }]], {
      ...rowAfter([['PlanBackup'], ['CreateSnapshots']]),
      error,
    });
    const died = rowAfter([['PlanBackup'], ['CreateSnapshots'], ['CleanUp', { last: { state: 'PlanBackup' } }]]);

    expect(said(failed)[1]).toBe('CreateSnapshots/1 1+0 snapshot.not_found');
    expect(said(died)[1]).toBe('CreateSnapshots/1 1+0 internal');
  });

  it('begin anew with each epoch, behind those of the one before', () => {
    const lost = rowAfter([['PlanBackup'], ['CheckOffloads']]);
    const row = rowAfter([['PlanBackup'], ['CheckOffloads']], { ...lost, epoch: 2, polls: 0, turns: 0 });

    expect(said({ ...row, stages: leaveStage(row as Operation, next()) })).toEqual([
      'PlanBackup/1 1+0',
      'CheckOffloads/1 1+0 there',
      'PlanBackup/2 1+0',
      'CheckOffloads/2 1+0',
    ]);
  });

  it('are the newest ones, where there are too many for a row', () => {
    const row = rowAfter(Array.from({ length: MAX_STAGES + 3 }, (_, n) => [`State${n}`]));

    expect(row.stages).toHaveLength(MAX_STAGES);
    expect(row.stages?.at(-1)?.state).toBe(`State${MAX_STAGES + 2}`);
  });
});
