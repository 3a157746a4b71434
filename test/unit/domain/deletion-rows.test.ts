import { expect, it } from 'vitest';
import type { Seal } from '../../../functions/domain/backup/seal.ts';
import { namespacesToDelete, rowOfRepository } from '../../../functions/domain/operation/deletion-rows.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const volume = (namespace: string, attempt: number): Volume => ({
  ...rowOfRepository(namespace, 1),
  method: 'csi+offload',
  attempt,
});

it('deletes in each repository that a row, the seal, or the deletion that took the seal names', () => {
  const rows = [volume('begun', 1), volume('never-begun', 0), volume('both', 2)];
  const seal = { volumes: [{ namespace: 'sealed', kopiaId: 'k1' }, { namespace: 'only-local' }] } as Seal;

  expect(namespacesToDelete(rows, seal)).toEqual(['begun', 'both', 'sealed']);
  expect(namespacesToDelete(rows, undefined, [rowOfRepository('both', 1), rowOfRepository('sealed', 1)])).toEqual([
    'begun',
    'both',
    'sealed',
  ]);
});
