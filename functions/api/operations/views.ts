import { FAULTS, type Failure } from '../../domain/errors.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Volume } from '../../domain/volume.ts';
import type { PartRow } from '../../services/ledger/ledger.ts';

/** What the API shows of an operation. Its spec holds no secret: credentials are read from the catalogue by each Task. */
export function operationView(operation: Operation) {
  const { operationId, refs, error, spec, ...rest } = operation;
  const { requestHash: _hash, polls: _polls, losses: _losses, ...shown } = rest;
  return {
    id: operationId,
    ...shown,
    cluster: refs.cluster.name,
    clusterId: refs.cluster.clusterId,
    ...(refs.location ? { location: refs.location.name } : {}),
    ...(refs.backup ? { backup: refs.backup } : {}),
    ...(error ? { error: failureView(error) } : {}),
    spec,
  };
}

/** In lists: without the spec, which is the bulk of it. */
export function operationSummary(operation: Operation) {
  const { spec: _, ...summary } = operationView(operation);
  return summary;
}

export function volumeView(volume: Volume) {
  const { volumeId, namespace, pvc, pvcUid, provisioner, storageClass, volumeMode, capacityBytes } = volume;
  const { method, why, volumeSnapshotClass, phase, attempt, progress, result, restored, reason, timings } = volume;
  return {
    id: volumeId,
    namespace,
    pvc,
    pvcUid,
    provisioner,
    storageClass,
    volumeMode,
    capacityBytes,
    method,
    why,
    volumeSnapshotClass,
    phase,
    attempt,
    progress,
    result,
    ...(volume.snapshot ? { snapshot: snapshotView(volume.snapshot) } : {}),
    localCopy: volume.localCopy,
    restored,
    ...(reason ? { reason: failureView(reason) } : {}),
    timings,
  };
}

function snapshotView({ name, driver, handle, creationTime, restoreSizeBytes }: NonNullable<Volume['snapshot']>) {
  return { name, driver, handle, creationTime, restoreSizeBytes };
}

/** How many objects of each kind were collected, by namespace; `''` is the core group. */
export function resourceViews(parts: readonly PartRow[]) {
  const counts = new Map<string, { kind: string; group: string; namespace?: string; count: number }>();
  for (const { id, count } of parts) {
    const [kindAndGroup = '', namespace = '-'] = id.split('#');
    const [kind = '', ...group] = kindAndGroup.split('.');
    const key = `${kindAndGroup}#${namespace}`;
    const seen = counts.get(key)?.count ?? 0;
    const place = namespace === '-' ? {} : { namespace };
    counts.set(key, { kind, group: group.join('.'), ...place, count: seen + count });
  }
  return [...counts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, view]) => view);
}

function failureView(failure: Failure) {
  return { ...failure, remedy: FAULTS[failure.code].remedy };
}
