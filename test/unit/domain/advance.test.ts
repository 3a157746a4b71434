import { describe, expect, it } from 'vitest';
import { countLoss, MAX_LOSSES } from '../../../functions/domain/operation/advance.ts';
import type { Operation } from '../../../functions/domain/operation/operation.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

type Lost = Parameters<typeof countLoss>[0];
type Row = Pick<Volume, 'phase' | 'progress' | 'result'>;

const uploading = (bytes: number): Row => ({ phase: 'Uploading', progress: { bytes, at: '' } });

/** Lost again and again: what each loss counts as. */
function lossesOf(times: number, how: (n: number) => Partial<Lost> & { row?: Row; parts?: number }): number[] {
  let known: Pick<Operation, 'losses' | 'reached'> = { losses: 0 };
  return Array.from({ length: times }, (_, n) => {
    const { row = { phase: 'Pending' }, parts = 0, ...lost } = how(n);
    known = countLoss({ turns: 1, ...known, ...lost }, [row], parts);
    return known.losses;
  });
}

describe('a loss of an execution', () => {
  it('counts in a row where nothing gets further: by the fourth it is over', () => {
    expect(MAX_LOSSES).toBe(3);
    expect(lossesOf(4, () => ({ stage: 'SealBackup' }))).toEqual([1, 2, 3, 4]);
  });

  it('begins to count anew where a state, a row, a part or a place was reached that none before had', () => {
    expect(lossesOf(5, (n) => ({ stage: `State${n}` }))).toEqual([1, 1, 1, 1, 1]);
    expect(lossesOf(5, (n) => ({ stage: 'CheckOffloads', row: uploading(n) }))).toEqual([1, 1, 1, 1, 1]);
    expect(lossesOf(5, (n) => ({ stage: 'CollectResources', parts: n }))).toEqual([1, 1, 1, 1, 1]);
    expect(
      lossesOf(5, (n) => ({ stage: 'ReadSeals', checkpoints: { RemoveOrphans: { n, orphans: 0, bytes: 0 } } })),
    ).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts where it only goes over the same ground, in whatever order', () => {
    const states = ['CheckOffloads', 'SealBackup'];
    expect(lossesOf(6, (n) => ({ stage: states[n % 2] ?? '' }))).toEqual([1, 1, 2, 3, 4, 5]);
    expect(lossesOf(5, (n) => ({ stage: 'CheckOffloads', row: uploading(n % 2) }))).toEqual([1, 1, 2, 3, 4]);
  });

  it('counts not where the machine waits, and comes round to its state: twenty times', () => {
    const counted = lossesOf(25, () => ({ stage: 'CheckSnapshotsReady', turns: 3 }));

    expect(counted.slice(0, 21)).toEqual(Array.from({ length: 21 }, () => 1));
    expect(counted.slice(21)).toEqual([2, 3, 4, 5]);
  });
});
