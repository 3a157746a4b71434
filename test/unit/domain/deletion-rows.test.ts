import { expect, it } from 'vitest';
import type { Seal } from '../../../functions/domain/backup/seal.ts';
import { namespacesToDelete, planPrunes } from '../../../functions/domain/operation/deletion-rows.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const volume = (namespace: string, attempt: number) => ({ namespace, method: 'csi+offload', attempt }) as Volume;
const REFS = { cluster: { name: 'c', uid: 'c', clusterId: 'c1' }, location: { name: 'l', uid: 'l' } };

it('deletes in each repository that a row, the seal, or the deletion that took the seal names', () => {
  const rows = [volume('begun', 1), volume('never-begun', 0), volume('both', 2)];
  const seal = { volumes: [{ namespace: 'sealed', kopiaId: 'k1' }, { namespace: 'only-local' }] } as Seal;

  expect(namespacesToDelete(rows, seal)).toEqual(['begun', 'both', 'sealed']);
  const transfers = planPrunes(REFS, ['both', 'sealed'], 1);
  expect(namespacesToDelete(rows, undefined, { transfers, volumes: [] })).toEqual(['begun', 'both', 'sealed']);
});
