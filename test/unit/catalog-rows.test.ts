import { describe, expect, it } from 'vitest';
import type { CatalogKind } from '../../functions/services/catalog/catalog.ts';
import { itemOf } from '../../functions/services/catalog/rows.ts';
import { refsOfNow } from '../upgrade/files.ts';
import { readPrevious } from '../upgrade/load.ts';

const { catalog } = readPrevious();
const TABLE = { name: 'catalog' };
const isKind = (kind: unknown): kind is CatalogKind =>
  ['cluster', 'location', 'policy', 'schedule', 'notification'].includes(String(kind));

describe('the row of a catalogue item', () => {
  it('of the previous landing is read as it was written', () => {
    const rows = catalog.filter(({ kind }) => isKind(kind));
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      const { kind, spec } = row;
      const now = kind === 'schedule' ? { ...row, spec: { ...spec, refs: refsOfNow(spec.refs) } } : row;
      if (isKind(kind)) expect(itemOf(TABLE, kind, row)).toEqual(now);
    }
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
});
