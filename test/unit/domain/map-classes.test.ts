import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../functions/domain/manifest/manifest.ts';
import { isMappedClass, mapClasses } from '../../../functions/domain/restore/map-classes.ts';

const CLASSES = { fast: 'gold', '': 'plain' };

function object(kind: string, spec: unknown, annotations?: Record<string, string>): Manifest {
  return { apiVersion: 'v1', kind, metadata: { name: 'x', ...(annotations ? { annotations } : {}) }, spec };
}

describe('a StorageClass that is mapped', () => {
  it('is another one wherever a spec names it', () => {
    const claim = { storageClassName: 'fast' };
    const given = object('StatefulSet', {
      volumeClaimTemplates: [
        { spec: claim },
        { spec: { storageClassName: 'slow' } },
        { spec: { storageClassName: '' } },
      ],
      template: { spec: { volumes: [{ ephemeral: { volumeClaimTemplate: { spec: claim } } }] } },
    });

    expect(mapClasses(given, CLASSES).spec).toEqual({
      volumeClaimTemplates: [
        { spec: { storageClassName: 'gold' } },
        { spec: { storageClassName: 'slow' } },
        { spec: { storageClassName: 'plain' } },
      ],
      template: { spec: { volumes: [{ ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'gold' } } } }] } },
    });
  });

  it('is another one in the old annotation, which counts before the field', () => {
    const annotation = 'volume.beta.kubernetes.io/storage-class';

    const { metadata } = mapClasses(object('PersistentVolumeClaim', {}, { [annotation]: 'fast', note: 'y' }), CLASSES);

    expect(metadata.annotations).toEqual({ [annotation]: 'gold', note: 'y' });
  });

  it('leaves what names none, and everything without a mapping, as it is', () => {
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'x' },
      data: { storageClassName: 'fast' },
    };
    const claim = object('PersistentVolumeClaim', { storageClassName: 'fast' });

    expect(mapClasses(configMap, CLASSES)).toEqual(configMap);
    expect(mapClasses(claim, {})).toBe(claim);
  });

  it('is not made', () => {
    const storageClass = (name: string) => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
    });

    expect(isMappedClass(CLASSES, storageClass('fast'))).toBe(true);
    expect(isMappedClass(CLASSES, storageClass('slow'))).toBe(false);
  });
});
