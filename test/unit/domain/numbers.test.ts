import { describe, expect, it } from 'vitest';
import { hopelessSnapshotError } from '../../../functions/domain/backup/snapshot-errors.ts';
import { waitAfter } from '../../../functions/domain/operation/step-result.ts';
import { resolveSettings, secondsOf } from '../../../functions/domain/settings/settings.ts';
import { bytesOf } from '../../../functions/domain/volume/quantity.ts';

describe('numbers', () => {
  it.each([
    ['1Gi', 2 ** 30],
    ['1500M', 1.5e9],
    ['1e3', 1000],
    ['0.5Gi', 2 ** 29],
    ['100m', 1],
    [5, 5],
    [undefined, 0],
    ['nonsense', 0],
  ])('reads the quantity %s', (text, bytes) => {
    expect(bytesOf(text)).toBe(bytes);
  });

  it.each([
    [0, 1],
    [10, 1],
    [95, 10],
    [3600, 60],
    [6 * 3600 + 1, 300],
  ])('waits, after %d s in a state, %d s', (seconds, wait) => {
    expect(waitAfter(seconds)).toBe(wait);
  });

  it('lets a backup override the cluster, field by field', () => {
    const settings = resolveSettings(
      'image',
      { snapshotTimeout: '30m', resources: { cpu: '1' } },
      { resources: { memoryMiB: 512 } },
    );

    expect(settings).toMatchObject({
      snapshotTimeoutSeconds: 1800,
      cpu: '1',
      memoryMiB: 512,
      moverImage: 'image',
      moverLimit: 5,
      fullReadEvery: 30,
    });
    expect(resolveSettings('image', { fullReadEvery: 7 }, { fullReadEvery: 0 }).fullReadEvery).toBe(0);
    expect(secondsOf('7d')).toBe(604_800);
  });
});

describe('an error of a snapshot', () => {
  it('is hopeless when no retry heals it', () => {
    const vsphere =
      'the number of snapshots on the source volume reaches the configured maximum (3): global-max-snapshots-per-block-volume';
    expect(hopelessSnapshotError(vsphere)?.code).toBe('snapshot.limit');
  });

  it('is waited out otherwise', () => {
    expect(hopelessSnapshotError('rpc error: code = Unavailable desc = connection refused')).toBeUndefined();
    expect(hopelessSnapshotError('rpc error: code = DeadlineExceeded')).toBeUndefined();
  });
});
