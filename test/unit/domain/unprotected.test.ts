import { expect, it } from 'vitest';
import { type Claim, planVolumes } from '../../../functions/domain/backup/selection.ts';
import { coverageOf, refusedBy } from '../../../functions/domain/backup/unprotected.ts';
import { Fault, type FaultCode, toFault } from '../../../functions/domain/errors.ts';
import type { Unprotected } from '../../../functions/domain/operation/backup-operation.ts';
import type { Volume } from '../../../functions/domain/volume/volume.ts';

const SPEC = { crossCloud: false, offload: true, snapshotClasses: {} };

const claim = (name: string, more: Partial<Claim> = {}): Claim =>
  ({
    namespace: 'shop',
    name,
    uid: name,
    volumeMode: 'Filesystem',
    accessModes: [],
    requestBytes: 1,
    storageClass: 'fast',
    volume: { name: `pv-${name}`, driver: 'none.example.org', capacityBytes: 1 },
    ...more,
  }) as Claim;

function refused(...claims: Claim[]): Unprotected[] {
  try {
    planVolumes(claims, [], SPEC);
  } catch (thrown) {
    return refusedBy(toFault(thrown));
  }
  throw new Error('nothing was refused');
}

it('a run that cannot be planned says of each claim that keeps it why', () => {
  const { volume: _, ...unbound } = claim('ledger');
  const leaving = claim('cart', { deleting: true });

  expect(refused({ ...unbound, lost: 'is Lost' }, leaving)).toEqual([
    { namespace: 'shop', pvc: 'ledger', outcome: 'Lost', reason: 'is Lost' },
    expect.objectContaining({ namespace: 'shop', pvc: 'cart', outcome: 'Terminating' }),
  ]);
  expect(refused(claim('disk'))).toEqual([
    { namespace: 'shop', pvc: 'disk', outcome: 'Unsupported', reason: expect.stringContaining('none.example.org') },
  ]);
  expect(refusedBy(new Fault('cluster.unreachable', 'no'))).toEqual([]);
});

it.each<[FaultCode, string | undefined]>([
  ['volume.terminating', 'Terminating'],
  ['volume.unsupported_names', 'Unsupported'],
  ['mover.failed', undefined],
])('a volume that failed with %s is unprotected as %s', (code, outcome) => {
  const reason = { code, message: 'why' };
  const failed = { namespace: 'shop', pvc: 'data', phase: 'Failed', why: 'csi', reason } as Volume;

  const { unprotected } = coverageOf({ warnings: [] }, [failed], false);

  expect(unprotected).toEqual(outcome ? [{ namespace: 'shop', pvc: 'data', outcome, reason: 'why' }] : []);
});

it('what was known at the plan is not lost at the end', () => {
  const planned: Unprotected[] = [{ namespace: 'shop', pvc: 'ledger', outcome: 'Lost', reason: 'is Lost' }];

  expect(coverageOf({ warnings: [], unprotected: planned }, [], false).unprotected).toEqual(planned);
});
