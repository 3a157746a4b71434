import type * as z from 'zod';
import { warnOfLacks } from '../../domain/backup/reduced.ts';
import { type Failure, remedyOf } from '../../domain/errors.ts';
import { codeOfToday } from '../../domain/faults/former.ts';
import { nameSome } from '../../domain/name-some.ts';
import type { Slot } from '../../domain/operation/backup-operation.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { PartRow } from '../../services/ledger/ledger.ts';
import type { operationAnswer, operationSummaryAnswer, resourceCountAnswer, volumeAnswer } from './answers.ts';

/** What the API shows of an operation. Its spec holds no secret: credentials are read from the catalogue by each Task. */
export function operationView(operation: Operation): z.input<typeof operationAnswer> {
  return {
    ...operationSummary(operation),
    stages: operation.stages,
    maintained: operation.maintained,
    unprotected: operation.unprotected,
    spec: operation.spec,
  };
}

/** In lists: without the spec, which is the bulk of it. */
export function operationSummary(operation: Operation): z.input<typeof operationSummaryAnswer> {
  const { refs, error } = operation;
  return {
    id: operation.operationId,
    kind: operation.kind,
    name: operation.name,
    phase: operation.phase,
    stage: operation.stage,
    stageStartedAt: operation.stageStartedAt,
    cluster: refs.cluster.name,
    clusterId: refs.cluster.clusterId,
    sourceCluster: refs.source?.name,
    sourceClusterId: refs.source?.clusterId,
    location: refs.locations[0]?.name,
    backup: refs.backup,
    retryOf: operation.retryOf,
    slot: operation.slot && slotView(operation.slot),
    queuedBehind: operation.queuedBehind,
    legalHold: operation.legalHold,
    deletion: operation.deletion,
    counts: operation.counts,
    bytes: operation.bytes,
    uploadedBytes: operation.uploadedBytes,
    durationSeconds: durationOf(operation),
    createdAt: operation.createdAt,
    createdBy: operation.createdBy,
    startedAt: operation.startedAt,
    updatedAt: operation.updatedAt,
    finishedAt: operation.finishedAt,
    deadline: operation.deadline,
    cancelRequestedAt: operation.cancelRequestedAt,
    cancelRequestedBy: operation.cancelRequestedBy,
    sealingAt: operation.sealingAt,
    sealSha256: operation.sealSha256,
    unreachableSince: operation.unreachableSince,
    error: error && failureView(error),
    undo: operation.undo,
    copyLostAt: operation.copyLostAt,
    damagedAt: operation.damagedAt,
    damagedVolumes: operation.damagedVolumes,
    damagedBackups: operation.damagedBackups,
    holds: operation.holds && { volumes: operation.holds.volumes },
    lacks: operation.lacks,
    onlyDataOf: operation.onlyDataOf,
    warnings: warningsOf(operation),
    residuals: operation.residuals,
    nextTryAt: operation.nextTryAt,
    localCopiesUntil: operation.phase === 'Failed' ? operation.copiesUntil : undefined,
    labels: operation.labels,
    epoch: operation.epoch,
    executionArn: operation.executionArn,
    executions: operation.executions,
  };
}

function durationOf({ startedAt, finishedAt }: Operation): number | undefined {
  return startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined;
}

function warningsOf(operation: Operation): string[] {
  const { copyLostAt, damagedAt, damagedVolumes = [], refs } = operation;
  const warnings = [...operation.warnings, ...warnOfLacks(operation)];
  const where = `location ${nameSome(
    refs.locations.map(({ name }) => name),
    5,
  )}`;
  const named = damagedVolumes.slice(0, 10).join(', ');
  return [
    ...warnings,
    ...(copyLostAt
      ? [
          `its copy at ${where} is not whole, since the seal or a part of the manifests is missing or altered: it cannot be restored (seen ${copyLostAt})`,
        ]
      : []),
    ...(damagedAt ? [`data of ${named} is not at ${where}: it cannot be restored as a whole (seen ${damagedAt})`] : []),
  ];
}

export function volumeView(volume: Volume): z.input<typeof volumeAnswer> {
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
    result: result && { ...result },
    snapshot: volume.snapshot && snapshotView(volume.snapshot),
    localCopy: volume.localCopy,
    restored: restored && { ...restored },
    reason: reason && failureView(reason),
    timings,
  };
}

function snapshotView({ name, driver, handle, creationTime, restoreSizeBytes }: NonNullable<Volume['snapshot']>) {
  return { name, driver, handle, creationTime, restoreSizeBytes };
}

/** How many objects of each kind were collected, by namespace; `''` is the core group. */
export function resourceViews(parts: readonly PartRow[]): z.input<typeof resourceCountAnswer>[] {
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

function slotView({ schedule, ...slot }: Slot) {
  return { schedule: schedule.name, ...slot };
}

export function failureView(failure: Failure) {
  return { ...failure, code: codeOfToday(failure.code), remedy: remedyOf(failure.code) };
}
