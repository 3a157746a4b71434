import { describe, expect, it } from 'vitest';
import { type Claim, planVolumes } from '../../../functions/domain/backup/selection.ts';

const classes = [{ name: 'standard', driver: 'd', isDefault: true }];
const spec = { crossCloud: false, offload: true, snapshotClasses: {} };

function claim(name: string, changes: Partial<Claim> = {}): Claim {
  return {
    namespace: 'shop',
    name,
    uid: `uid-${name}`,
    storageClass: 'fast',
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteOnce'],
    requestBytes: 10,
    ephemeral: false,
    deleting: false,
    volume: { name: `pv-${name}`, driver: 'd', capacityBytes: 20 },
    ...changes,
  };
}

function unbound(name: string): Claim {
  const { volume: _, ...rest } = claim(name);
  return rest;
}

describe('a plan', () => {
  it('gives every claim a row with its method and why, or why there is nothing to copy', () => {
    const rows = planVolumes([claim('data'), unbound('empty'), claim('scratch', { ephemeral: true })], classes, spec);

    expect(rows.map(({ pvc, phase, method }) => [pvc, phase, method])).toEqual([
      ['data', 'Pending', 'csi+offload'],
      ['empty', 'NoData', undefined],
      ['scratch', 'Ephemeral', undefined],
    ]);
    expect(rows.every(({ why }) => why !== '')).toBe(true);
  });

  it('names every volume it refuses before anything is touched', () => {
    const local = claim('local', { volume: { name: 'pv-local', capacityBytes: 20 } });

    expect(() => planVolumes([claim('data'), local], classes, spec)).toThrow(
      expect.objectContaining({
        code: 'method.unsupported',
        details: { volumes: [expect.objectContaining({ namespace: 'shop', pvc: 'local' })] },
      }),
    );
  });

  it('refuses claims whose volumes cannot be read, naming each: they are not claims without data', () => {
    const lost = { ...unbound('ledger'), lost: 'is Lost: its PersistentVolume pv-1 is not there' };
    const leaving = claim('orders', { deleting: true });
    const refusal = (claims: Claim[]) => {
      try {
        planVolumes([claim('data'), ...claims], classes, spec);
      } catch (thrown) {
        return thrown;
      }
      return undefined;
    };

    expect(refusal([lost, leaving])).toMatchObject({
      code: 'volume.lost',
      message:
        'claim shop/ledger is Lost: its PersistentVolume pv-1 is not there; claim shop/orders is being deleted, and no snapshot of it can be made',
      details: { volumes: [expect.objectContaining({ pvc: 'ledger' }), expect.objectContaining({ pvc: 'orders' })] },
    });
    expect(refusal([leaving])).toMatchObject({ code: 'volume.terminating' });
    expect(
      refusal([
        { ...lost, ephemeral: true },
        { ...unbound('new'), deleting: true },
      ]),
    ).toBeUndefined();
  });

  it('leaves claims out whose volumes cannot be read where somebody said that they may be deleted', () => {
    const lost = { ...unbound('ledger'), lost: 'is Lost', mayBeLeftOut: 'a word' };
    const leaving = claim('orders', { deleting: true, mayBeLeftOut: 'a word' });
    const rows = planVolumes([claim('data', { mayBeLeftOut: 'a word' }), lost, leaving], classes, spec);

    expect(rows.map(({ pvc, phase, why }) => [pvc, phase, why])).toEqual([
      ['data', 'Pending', expect.any(String)],
      ['ledger', 'Excluded', 'the claim is Lost'],
      ['orders', 'Excluded', 'the claim is being deleted, and no snapshot of it can be made'],
    ]);
    expect(rows.every(({ mayBeLeftOut }) => mayBeLeftOut === 'a word')).toBe(true);
    expect(() => planVolumes([lost, claim('other', { deleting: true })], classes, spec)).toThrow(
      expect.objectContaining({ code: 'volume.terminating' }),
    );
  });

  it('refuses a volume that could be copied, and never be brought back for want of a StorageClass', () => {
    const { storageClass: _, ...bare } = claim('bare');

    expect(() => planVolumes([bare], classes, spec)).toThrow(
      expect.objectContaining({ code: 'storage_class.not_found' }),
    );
  });
});
