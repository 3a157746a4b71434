import { describe, expect, it } from 'vitest';
import type { CatalogKind } from '../../functions/services/catalog/catalog.ts';
import { itemOf } from '../../functions/services/catalog/rows.ts';
import { readPrevious } from '../upgrade/load.ts';

const { catalog } = readPrevious();
const TABLE = { name: 'catalog' };
const FOUND = { clusterId: 'c', version: 'v1', snapshotCrds: true, deniedPermissions: [], validatedAt: '' };
const WHOSE = { uid: 'u', generation: 1, createdAt: '', createdBy: '', updatedAt: '' };
const CLUSTER = { kind: 'cluster', name: 'c', ...WHOSE, status: FOUND };
/** What a schedule of before there were rules says of them. */
const RULES_OF_NONE = { quiesceGroup: 'namespace', maxFreeze: '5m', onMaxFreeze: 'fail' };
const isKind = (kind: unknown): kind is CatalogKind =>
  ['cluster', 'location', 'policy', 'schedule', 'notification'].includes(String(kind));

describe('the row of a catalogue item', () => {
  it('of the previous landing is read as it was written', () => {
    const rows = catalog.filter(({ kind }) => isKind(kind));
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) if (isKind(row['kind'])) expect(itemOf(TABLE, row['kind'], row)).toEqual(row);
  });

  it('that a schedule got before there were rules and several locations is read as one of now', () => {
    const row = catalog.find(({ kind }) => kind === 'schedule') ?? {};
    const { backup, refs, ...spec } = row['spec'];
    const { quiesceGroup: _q, maxFreeze: _m, onMaxFreeze: _o, ...before } = backup;
    const { locations, ...others } = refs;
    const old = { ...row, spec: { ...spec, backup: before, refs: { ...others, location: locations[0] } } };

    expect(itemOf(TABLE, 'schedule', old)).toEqual({
      ...row,
      spec: { ...spec, backup: { ...before, ...RULES_OF_NONE }, refs },
    });
  });

  it('that lacks a field is one fault, which names table, key and field', () => {
    const row = { kind: 'policy', name: 'daily', uid: 'u', generation: 1, status: {}, createdAt: '', createdBy: '' };

    expect(() => itemOf(TABLE, 'policy', { ...row, updatedAt: '' })).toThrow(
      expect.objectContaining({
        code: 'record.invalid',
        details: { table: 'catalog', key: { kind: 'policy', name: 'daily' }, field: 'spec' },
      }),
    );
  });

  it('that says what nobody may ask for any more is read, with what a later release has put beside', () => {
    const settings = { operationTimeout: '30d', moverLimit: 5_000, later: { than: 'this' } };
    const spec = { server: 's', namespace: 'n', accessKind: 'token', hasRestoreAccess: false, settings };
    const row = { ...CLUSTER, spec: { ...spec, secretArns: { backup: 'arn' } } };

    expect(itemOf(TABLE, 'cluster', row)).toEqual(row);
  });

  it('whose spec is not what it is said to be is one fault, which names the field', () => {
    const entries = [{ id: 'night', kind: 'daily', at: 2, keep: 7 }];
    const spec = { timeZone: 'UTC', entries, overlap: 'skip', missed: 'skip' };

    expect(() => itemOf(TABLE, 'policy', { ...CLUSTER, kind: 'policy', status: {}, spec })).toThrow(
      'the row of kind policy, name c in table catalog cannot be read: spec.entries.0',
    );
  });
});
