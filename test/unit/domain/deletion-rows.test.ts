import { expect, it } from 'vitest';
import type { Seal } from '../../../functions/domain/backup/seal.ts';
import { namespacesToDelete, planPrunes } from '../../../functions/domain/operation/deletion-rows.ts';
import { isMovedByEarlier } from '../../../functions/domain/transfer/earlier.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const volume = (namespace: string, attempt: number) => ({ namespace, method: 'csi+offload', attempt }) as Volume;
const REFS = { cluster: { name: 'c', uid: 'c', clusterId: 'c1' }, location: { name: 'l', uid: 'l' } };

it('deletes in each repository that a row, the seal, or the deletion that took the seal names', () => {
  const rows = [volume('begun', 1), volume('never-begun', 0), volume('both', 2)];
  const seal = { volumes: [{ namespace: 'sealed', kopiaId: 'k1' }, { namespace: 'only-local' }] } as Seal;

  expect(namespacesToDelete(rows, seal)).toEqual(['begun', 'both', 'sealed']);
  expect(namespacesToDelete(rows, undefined, planPrunes(REFS, ['both', 'sealed'], 1))).toEqual([
    'begun',
    'both',
    'sealed',
  ]);
});

it('deletes once in a repository that the previous landing has begun, whoever takes it over', () => {
  const row = { volumeId: 'r1', namespace: 'shop', pvc: '' } as Volume;

  expect(isMovedByEarlier(row, [])).toBe(true);
  expect(isMovedByEarlier(row, planPrunes(REFS, ['other'], 2))).toBe(true);
  expect(isMovedByEarlier(row, planPrunes(REFS, ['shop'], 2))).toBe(false);
});
