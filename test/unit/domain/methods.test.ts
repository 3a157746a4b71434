import { describe, expect, it } from 'vitest';
import {
  checkMapping,
  chooseMethod,
  fieldOf,
  type SnapshotClass,
  unsupportedReason,
} from '../../../functions/domain/backup/methods.ts';

const BTRFS = 'btrfs.csi.example';
const one: SnapshotClass = { name: 'one', driver: BTRFS, isDefault: false };
const two: SnapshotClass = { name: 'two', driver: BTRFS, isDefault: false };
const standard: SnapshotClass = { name: 'standard', driver: BTRFS, isDefault: true };
const foreign: SnapshotClass = { name: 'foreign', driver: 'other.csi.example', isDefault: true };
const spec = (changes = {}) => ({ crossCloud: false, offload: true, snapshotClasses: {}, ...changes });

describe('the method of a volume', () => {
  it.each([
    ['offload on, default class', BTRFS, [one, standard, foreign], spec(), 'csi+offload', 'standard'],
    ['offload off, default class', BTRFS, [one, standard], spec({ offload: false }), 'csi', 'standard'],
    ['the only class', BTRFS, [one, foreign], spec(), 'csi+offload', 'one'],
    [
      'a mapped class wins over the default',
      BTRFS,
      [one, standard],
      spec({ snapshotClasses: { [BTRFS]: 'one' } }),
      'csi+offload',
      'one',
    ],
    ['no class at all', BTRFS, [foreign], spec(), 'direct', undefined],
    ['no class, offload off', BTRFS, [], spec({ offload: false }), 'direct', undefined],
    ['cross-cloud', BTRFS, [standard], spec({ crossCloud: true }), 'direct', undefined],
    ['Portworx', 'pxd.portworx.com', [standard], spec(), 'portworx', undefined],
    ['Portworx, cross-cloud', 'pxd.portworx.com', [], spec({ crossCloud: true }), 'direct', undefined],
    ['no CSI volume', undefined, [standard], spec(), 'direct', undefined],
  ] as const)('is chosen by the table: %s', (_name, driver, classes, given, method, volumeSnapshotClass) => {
    const choice = chooseMethod(driver, classes, given);

    expect(choice.method).toBe(method);
    expect(choice.volumeSnapshotClass).toBe(volumeSnapshotClass);
    expect(choice.why).not.toBe('');
  });

  it.each([
    ['several and no default', [one, two]],
    ['two defaults', [standard, { ...one, isDefault: true }]],
  ])('is refused with the list when the class is ambiguous: %s', (_name, classes) => {
    expect(() => chooseMethod(BTRFS, classes, spec())).toThrow(
      expect.objectContaining({
        code: 'snapshot_class.ambiguous',
        disposition: 'Rejected',
        details: { provisioner: BTRFS, classes: classes.map(({ name }) => name).toSorted() },
      }),
    );
  });

  it('is refused with a reason where this release has no mover for it', () => {
    expect(unsupportedReason({ method: 'direct', why: 'w' }, 'Filesystem')).toMatch(/direct/);
    expect(unsupportedReason({ method: 'csi+offload', why: 'w' }, 'Block')).toMatch(/block/);
    expect(unsupportedReason({ method: 'csi', why: 'w' }, 'Block')).toBeUndefined();
    expect(unsupportedReason({ method: 'csi+offload', why: 'w' }, 'Filesystem')).toBeUndefined();
  });
});

describe('a mapping', () => {
  it('is refused when the class does not exist, or is of another driver', () => {
    expect(() => checkMapping({ [BTRFS]: 'gone' }, [one])).toThrow(
      expect.objectContaining({ code: 'snapshot_class.not_found' }),
    );
    expect(() => checkMapping({ [BTRFS]: 'foreign' }, [one, foreign])).toThrow(
      expect.objectContaining({ code: 'snapshot_class.other_driver' }),
    );
    expect(() => checkMapping({ [BTRFS]: 'one' }, [one, foreign])).not.toThrow();
  });
});

describe('the field of a provisioner', () => {
  it.each([
    ['pxd.portworx.com', [standard], 'disabled', undefined],
    [BTRFS, [foreign], 'none', undefined],
    [BTRFS, [one, standard], 'default', 'standard'],
    [BTRFS, [one], 'single', 'one'],
    [BTRFS, [one, two], 'multiple', undefined],
  ] as const)('%s with %j is %s', (provisioner, classes, state, selected) => {
    expect(fieldOf(provisioner, classes)).toMatchObject({ state, ...(selected ? { selected } : {}) });
  });
});
