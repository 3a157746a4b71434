import { describe, expect, it } from 'vitest';
import { planMaintenances } from '../../functions/domain/transfer/transfer.ts';
import { recordOfTransfer, rowOfVolume, transferOf, volumeOf } from '../../functions/services/ledger/rows.ts';
import { volumeRow } from '../support/volume-rows.ts';
import { readPrevious } from '../upgrade/load.ts';

const previous = (sort: string) => readPrevious().ledger.filter(({ record }) => String(record).startsWith(sort));
const TABLE = { name: 'ledger' };
const invalid = (field: string) =>
  expect.objectContaining({ code: 'record.invalid', details: expect.objectContaining({ field }) });

describe('the row of a volume', () => {
  it('of the previous landing is read as it was written', () => {
    const rows = previous('volume#');
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const { operationId: _o, record: _r, ...written } = row;
      expect(volumeOf(TABLE, row)).toEqual(written);
    }
  });

  it.each([
    ['a phase that nobody knows', { phase: 'Paused' }, 'phase'],
    ['a part that lacks something', { localCopy: { namespace: 'snapferry' } }, 'localCopy.volumeSnapshot'],
    ['no times', { timings: undefined }, 'timings'],
  ])('with %s is one fault, which names the field', (_, changes, field) => {
    const row = rowOfVolume('bk-1', volumeRow());

    expect(volumeOf(TABLE, { ...row, later: 1 })).toEqual({ ...volumeRow(), later: 1 });
    expect(() => volumeOf(TABLE, { ...row, ...changes })).toThrow(invalid(field));
  });
});

describe('the row of a transfer', () => {
  const due = [{ clusterId: 'c1', namespace: 'shop', full: true }];
  const [transfer] = planMaintenances({ name: 'attic', uid: 'l-1' }, due, 1);
  const row = { ...transfer, operationId: 'mt-1', record: recordOfTransfer(String(transfer?.id)) };

  it('is read as it was written', () => {
    expect(transferOf(TABLE, row)).toEqual(transfer);
  });

  it('of the previous landing is read as it was written, whatever its work', () => {
    const rows = previous('transfer#');
    const works = ['create-repository', 'download', 'maintain', 'probe', 'prune', 'upload'];
    expect(new Set(rows.map((one) => one['work']))).toEqual(new Set(works));
    for (const one of rows) {
      const { operationId: _o, record: _r, ...written } = one;
      expect(transferOf(TABLE, one)).toEqual(written);
    }
  });

  it.each([
    ['work that nobody knows', { work: 'polish' }, 'work'],
    ['no number of attempts', { attempt: 'one' }, 'attempt'],
    ['a maintenance that lacks how much it does', { full: undefined }, 'full'],
  ])('with %s is one fault, which names the field', (_, changes, field) => {
    expect(() => transferOf(TABLE, { ...row, ...changes })).toThrow(invalid(field));
  });
});
