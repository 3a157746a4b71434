import type * as z from 'zod';
import { warnOfLacks } from '../../domain/backup/reduced.ts';
import { type Failure, remedyOf } from '../../domain/errors.ts';
import { codeOfToday } from '../../domain/faults/former.ts';
import { nameSome } from '../../domain/name-some.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { OPEN_PHASES } from '../../domain/operation/phase.ts';
import { namespacesOf } from '../../domain/operation/touched-namespaces.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import type { PartRow } from '../../services/ledger/ledger.ts';
import { shown } from '../http/shown.ts';
import {
  freezeAnswer,
  operationAnswer,
  operationSummaryAnswer,
  type resourceCountAnswer,
  snapshotAnswer,
  volumeAnswer,
} from './answers.ts';

/** What the API shows of an operation. Its spec holds no secret: credentials are read from the catalogue by each Task. */
export function operationView(operation: Operation): z.input<typeof operationAnswer> {
  return shown(operationAnswer, { ...operation, ...computed(operation) });
}

/** In lists: without the spec, which is the bulk of it. */
export function operationSummary(operation: Operation): z.input<typeof operationSummaryAnswer> {
  return shown(operationSummaryAnswer, { ...operation, ...computed(operation) });
}

function computed(operation: Operation) {
  const { operationId, refs, error, counts, executions, holds, slot, phase, copiesUntil, simulation } = operation;
  return {
    id: operationId,
    cluster: refs.cluster.name,
    clusterId: refs.cluster.clusterId,
    sourceCluster: refs.source?.name,
    sourceClusterId: refs.source?.clusterId,
    location: refs.locations[0]?.name,
    backup: refs.backup,
    slot: slot && { ...slot, schedule: slot.schedule.name },
    namespaces: someNamespaces(operation),
    volumes: counts.volumes,
    definition: executions.at(-1)?.definition,
    durationSeconds: durationOf(operation),
    error: error && failureView(error),
    simulation: simulation && { ...simulation, problems: simulation.problems.map(failureView) },
    holds: holds && { volumes: holds.volumes },
    warnings: warningsOf(operation),
    freezes: operation.freezes?.map((freeze) => shown(freezeAnswer, freeze)),
    localCopiesUntil: phase === 'Failed' ? copiesUntil : undefined,
  };
}

const SHOWN_NAMESPACES = 5;

function someNamespaces(operation: Operation) {
  const all = namespacesOf(operation);
  return all && { names: all.slice(0, SHOWN_NAMESPACES), count: all.length };
}

const ONLY_LOCAL =
  'backup.local_only: its snapshots stay on the storage of the cluster, and no copy of its volumes is anywhere else; offload: true makes one';

/** Of one that runs, or is there: others have kept nothing. A simulation says it of the backup that it looks at. */
function isOnClusterOnly(operation: Operation): boolean {
  const { phase } = operation;
  const { offload = true, volumes } = copiedBy(operation);
  return !offload && (OPEN_PHASES.has(phase) || (phase === 'Succeeded' && volumes !== 0));
}

function copiedBy(operation: Operation): { offload?: boolean; volumes?: number | undefined } {
  const { kind, spec, counts } = operation;
  if (kind === 'backup') return { offload: spec.offload, volumes: operation.holds?.volumes };
  if (kind !== 'simulation' || spec.of !== 'backup') return {};
  return { offload: spec.backup.offload, volumes: counts.volumes };
}

function durationOf({ startedAt, finishedAt }: Operation): number | undefined {
  return startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined;
}

function warningsOf(operation: Operation): string[] {
  const { copyLostAt, damagedAt, damagedVolumes = [], refs } = operation;
  const warnings = [...operation.warnings, ...warnOfLacks(operation)];
  const names = refs.locations.map(({ name }) => name);
  const where = `location ${nameSome(names, 5)}`;
  const named = damagedVolumes.slice(0, 10).join(', ');
  return [
    ...warnings,
    ...(isOnClusterOnly(operation) ? [ONLY_LOCAL] : []),
    ...(copyLostAt
      ? [
          `its copy at ${where} is not whole, since the seal or a part of the manifests is missing or altered: it cannot be restored (seen ${copyLostAt})`,
        ]
      : []),
    ...(damagedAt ? [`data of ${named} is not at ${where}: it cannot be restored as a whole (seen ${damagedAt})`] : []),
  ];
}

export function volumeView(volume: Volume): z.input<typeof volumeAnswer> {
  const { volumeId, snapshot, reason, result } = volume;
  return shown(volumeAnswer, {
    ...volume,
    id: volumeId,
    // A mover that runs for less than a second says 0.
    bytesPerSecond: result?.seconds ? Math.round(result.bytes / result.seconds) : undefined,
    snapshot: snapshot && shown(snapshotAnswer, snapshot),
    reason: reason && failureView(reason),
  });
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

export function failureView(failure: Failure) {
  return { ...failure, code: codeOfToday(failure.code), remedy: remedyOf(failure.code) };
}
