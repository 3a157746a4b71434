import { describe, expect, it } from 'vitest';
import type { Operation } from '../../functions/domain/operation/operation.ts';
import { OPERATION, operationOf, rowOfOperation } from '../../functions/services/ledger/rows.ts';
import { newOperationOf } from '../support/specs.ts';
import { readPrevious } from '../upgrade/load.ts';

const ROWS = readPrevious().ledger.filter(({ record }) => record === OPERATION);
const TABLE = { name: 'ledger' };
/** Index attributes, and what is read otherwise. */
const APART = /^(stages|record|monthKey|clusterKey|scheduleKey|createdKey|openKey|searchText)$/;

const NOW = new Date('2026-11-28T08:00:00.000Z');
const refs = { cluster: { name: 'c1', uid: 'u1', clusterId: 'k1' }, locations: [] };
const rowOf = (kind: Operation['kind']) =>
  rowOfOperation(newOperationOf(kind, { operationId: `${kind}-1`, name: 'one', refs, createdBy: 'ann' }, NOW, 3600));

describe('the row of an operation', () => {
  it('of the previous landing is read as it was written', () => {
    expect(ROWS.length).toBeGreaterThan(10);
    for (const row of ROWS) {
      const { stages, ...rest } = operationOf(TABLE, row);
      expect(rest).toEqual(Object.fromEntries(Object.entries(row).filter(([name]) => !APART.test(name))));
      expect(stages?.at(-1)?.state).toBe(row['stage']);
    }
  });

  it('of a release before gets what that did not write', () => {
    const { keep: _, ...localCopies } = (rowOf('backup').spec as { localCopies: { keep: number } }).localCopies;
    const backup = operationOf(TABLE, {
      ...rowOf('backup'),
      spec: { ...(rowOf('backup').spec as object), localCopies },
    });
    const { storageClassMapping: _m, restoreStatus: _s, ...spec } = rowOf('restore').spec as Record<string, unknown>;

    expect(backup.spec).toMatchObject({ localCopies: { keep: 1 } });
    expect(operationOf(TABLE, { ...rowOf('restore'), spec }).spec).toMatchObject({
      storageClassMapping: {},
      restoreStatus: false,
    });
  });

  it.each([
    ['that were not packed by us', 'rubbish'],
    ['that lack what they must have', 'i65WKi5JLElVslKqUKqNBQA='],
  ])('is read without its stages, where it has some %s', (_, stages) => {
    expect(operationOf(TABLE, { ...rowOf('backup'), stages })).toMatchObject({ kind: 'backup', stages: [] });
    expect(operationOf(TABLE, rowOf('backup'))).not.toHaveProperty('stages');
  });

  it('keeps what a later release has written beside, so that a part which is written back whole loses nothing', () => {
    const row = { ...rowOf('validation'), later: 1, refs: { cluster: { ...refs.cluster, later: 2 } } };

    expect(operationOf(TABLE, row)).toMatchObject({ later: 1, refs: { cluster: { later: 2 } } });
  });

  it.each([
    ['a field of another type', { deadline: 7 }, 'deadline'],
    ['a part of the spec that is missing', { spec: { generation: 1 } }, 'spec.settings'],
    ['a phase that nobody knows', { phase: 'Paused' }, 'phase'],
    ['a kind that nobody knows', { kind: 'import' }, 'kind'],
  ])('with %s is one fault, which names table, key and field', (_, changes, field) => {
    expect(() => operationOf(TABLE, { ...rowOf('validation'), ...changes })).toThrow(
      expect.objectContaining({
        code: 'record.invalid',
        disposition: 'Permanent',
        message: expect.stringContaining(
          `the row of operationId validation-1, record operation in table ledger cannot be read: ${field}: `,
        ),
        details: { table: 'ledger', key: { operationId: 'validation-1', record: 'operation' }, field },
      }),
    );
  });
});
