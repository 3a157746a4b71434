import { isDeepStrictEqual } from 'node:util';
import { type Kind, resourceOf } from '../kinds.ts';
import type { KubeObject } from '../objects.ts';
import { fieldAt } from '../selectors.ts';
import { invalid } from '../status.ts';

/** Fields that cannot change once they have a value. */
const immutable: Record<string, string[]> = {
  persistentvolumes: ['spec.csi', 'spec.nfs', 'spec.hostPath', 'spec.volumeMode'],
  persistentvolumeclaims: [
    'spec.accessModes',
    'spec.storageClassName',
    'spec.volumeName',
    'spec.volumeMode',
    'spec.dataSource',
    'spec.dataSourceRef',
  ],
  'jobs.batch': ['spec.template', 'spec.selector', 'spec.completions'],
  'storageclasses.storage.k8s.io': ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  'volumesnapshots.snapshot.storage.k8s.io': ['spec.source'],
  'volumesnapshotcontents.snapshot.storage.k8s.io': ['spec.source', 'spec.sourceVolumeMode'],
};

export function checkImmutable(kind: Kind, before: KubeObject, after: KubeObject): void {
  for (const path of immutable[resourceOf(kind)] ?? []) {
    const previous = fieldAt(before, path);
    if (previous === undefined || isDeepStrictEqual(previous, fieldAt(after, path))) continue;
    if (kind.kind === 'PersistentVolumeClaim') {
      const message =
        'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
      throw invalid(kind, before.metadata.name, 'spec', message);
    }
    throw invalid(kind, before.metadata.name, path, 'Invalid value: field is immutable');
  }
  if (before.immutable === true && !isDeepStrictEqual(before.data, after.data)) {
    throw invalid(kind, before.metadata.name, 'data', 'Forbidden: field is immutable when `immutable` is set');
  }
}
