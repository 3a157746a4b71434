import { describe, expect, it } from 'vitest';
import { freeVolumeFor, isMadeFor, type StorageObject } from '../../../functions/domain/volume/temporary-volume.ts';

const claim = {
  metadata: { name: 'sf-x', uid: 'c1' },
  spec: {
    storageClassName: 'fast',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
};

function volume(spec: object, phase = 'Available'): StorageObject {
  const fitting = { storageClassName: 'fast', accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' } };
  return { metadata: { name: 'pv-old' }, spec: { ...fitting, ...spec }, status: { phase } };
}

describe('a claim', () => {
  it('would be given a free volume of its class that is large enough', () => {
    expect(freeVolumeFor(claim, [volume({})])).toBe('pv-old');
  });

  it.each([
    ['of another class', volume({ storageClassName: 'slow' })],
    ['that is too small', volume({ capacity: { storage: '512Mi' } })],
    ['of another mode', volume({ volumeMode: 'Block' })],
    ['without its access mode', volume({ accessModes: ['ReadOnlyMany'] })],
    ['that is reserved', volume({ claimRef: { name: 'somebody' } })],
    ['that is in use', volume({ claimRef: { name: 'somebody' } }, 'Bound')],
    ['that was released', volume({}, 'Released')],
  ])('would not be given a volume %s', (_, other) => {
    expect(freeVolumeFor(claim, [other])).toBeUndefined();
  });
});

describe('a volume', () => {
  const marked = { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } };

  it('was made for its claim when the provisioner put the claim on it', () => {
    expect(isMadeFor({ metadata: { name: 'vol-17' } }, claim)).toBe(true);
    expect(isMadeFor({ metadata: { name: 'pvc-c1', ...marked } }, claim)).toBe(true);
  });

  it('is somebody’s when the controller did, after the fact', () => {
    expect(isMadeFor({ metadata: { name: 'pvc-other', ...marked } }, claim)).toBe(false);
  });
});
