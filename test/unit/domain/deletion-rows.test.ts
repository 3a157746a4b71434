import { expect, it } from 'vitest';
import type { Seal } from '../../../functions/domain/backup/seal.ts';
import { namespacesToDelete, planPrunes } from '../../../functions/domain/operation/deletion-rows.ts';
import { planTransfers } from '../../../functions/domain/transfer/volume-transfers.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const volume = (namespace: string, attempt: number) => ({ namespace, method: 'csi+offload', attempt }) as Volume;
const [NEAR, FAR] = [
  { name: 'near', uid: 'l1' },
  { name: 'far', uid: 'l2' },
];
const REFS = { cluster: { name: 'c', uid: 'c', clusterId: 'c1' }, locations: [NEAR] };

it('deletes in each repository that a row, the seal, or the deletion that took the seal names', () => {
  const rows = [volume('begun', 1), volume('never-begun', 0), volume('both', 2)];
  const seal = { volumes: [{ namespace: 'sealed', kopiaId: 'k1' }, { namespace: 'only-local' }] } as Seal;

  expect(namespacesToDelete(rows, seal)).toEqual(['begun', 'both', 'sealed']);
  const transfers = planPrunes(REFS, ['both', 'sealed'], 1);
  expect(namespacesToDelete(rows, undefined, { transfers, volumes: [] })).toEqual(['begun', 'both', 'sealed']);
});

it('prunes and uploads once at each location', () => {
  const refs = { ...REFS, locations: [NEAR, FAR] };
  const volumes = ['a', 'b'].map((volumeId) => ({ volumeId, namespace: 'shop', method: 'csi+offload' as const }));
  const planned = [...planPrunes(refs, ['shop'], 1), ...planTransfers('upload', { refs }, volumes, 1)];

  expect(planned.map(({ work, location, volumeId = '-' }) => `${work} ${volumeId} ${location.name}`)).toEqual([
    'prune - near',
    'prune - far',
    'upload a near',
    'upload b near',
    'upload a far',
    'upload b far',
  ]);
  expect(new Set(planned.map(({ id }) => id)).size).toBe(planned.length);
});
