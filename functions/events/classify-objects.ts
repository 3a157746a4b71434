import { removePairs } from '../cluster-objects/cleanup/remove-restored.ts';
import { removeTemporary } from '../cluster-objects/cleanup/remove-temporary.ts';
import type { FoundObject } from '../domain/cluster/cluster-spec.ts';
import { Fault } from '../domain/errors.ts';
import type { Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import type { Residual } from '../domain/operation/record.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { VOLUME_SNAPSHOT, VOLUME_SNAPSHOT_CONTENT } from '../services/cluster/kinds.ts';
import type { OwnObject } from './orphans/find-own-objects.ts';
import { keptBy, removeLeftovers } from './orphans/remove-leftovers.ts';

/** A table that was brought back from an older copy knows less than the cluster; within a week somebody notices. */
const UNKNOWN_AFTER_MS = 7 * 86_400_000;

export type JudgeServices = Uses<'clock' | 'config' | 'ledger' | 'log'>;

export interface Verdict {
  /** What has to go, and how; twice is once. It says what is still there. */
  strays: OwnObject[];
  remove: () => Promise<Residual[]>;
  /** What is not touched, and that a person should know of. */
  reported: FoundObject[];
}

/** What carries the labels of one operation on a cluster. */
interface Found {
  cluster: Cluster;
  operationId: string;
  objects: readonly OwnObject[];
}

const NOTHING: Verdict = { strays: [], remove: async () => [], reported: [] };

/**
 * What becomes of the objects of one operation. Listed before the ledger is read: an operation's row is written before
 * anything of it is made, so one that the ledger does not know then has lost its row.
 *
 * Invariant: a snapshot is removed only if a record says that it is not kept. Where there is no record it may be the only
 * copy of a backup, and nobody but a person can tell. Where the record cannot be read nothing is removed at all.
 */
export async function classifyObjects(services: JudgeServices, found: Found): Promise<Verdict> {
  const verdict = await orInvalid(judge(services, found));
  if (!(verdict instanceof Fault)) return verdict;
  const { operationId, objects } = found;
  const { code, message: reason } = verdict;
  services.log.error('objects left alone', { operationId, objects: objects.length, code, reason });
  const why = `nothing of it is removed: ${reason}`.slice(0, 300);
  return { ...NOTHING, reported: objects.map((one) => foundOf(one, why)) };
}

async function judge(services: JudgeServices, { cluster, operationId, objects }: Found): Promise<Verdict> {
  const operation = operationId === '' ? undefined : await services.ledger.readOperation(operationId);
  const here = objects.filter((one) => isRemovable(cluster, one));
  const elsewhere = objects.filter((one) => !isRemovable(cluster, one));
  const found = { cluster, operationId, objects: here };
  const verdict = operation ? await judgeKnown(services, operation, found) : judgeUnknown(services, found);
  if (operation && !isJudged(services, operation)) return verdict;
  const why = `in a namespace other than ${cluster.ownNamespace}, where Snapferry makes none`;
  return { ...verdict, reported: [...verdict.reported, ...elsewhere.map((one) => foundOf(one, why))] };
}

async function judgeKnown(services: JudgeServices, operation: Operation, { cluster, objects }: Found) {
  if (!isJudged(services, operation)) return NOTHING;
  const volumes = operation.kind === 'backup' ? await services.ledger.readVolumes(operation.operationId) : [];
  const keep = keptBy(operation, volumes);
  const whole = wholeCopies(objects);
  const strays = objects.filter(({ role, volumeId }) => {
    const why = role === 'local-copy' ? keep.get(volumeId) : undefined;
    return why === undefined || (why === 'beside' && !whole.has(volumeId));
  });
  if (strays.length === 0) return NOTHING;
  return { strays, remove: () => removeLeftovers(services, cluster, operation), reported: [] };
}

/** Open ones, and what is left of ended ones, are the machines' and the sweep's. */
function isJudged({ clock, config }: JudgeServices, { phase, finishedAt, residuals }: Operation): boolean {
  if (!TERMINAL_PHASES.has(phase) || residuals.length > 0) return false;
  return clock.now().getTime() - Date.parse(finishedAt ?? '') > config.takeoverGraceSeconds * 1000;
}

function judgeUnknown({ clock, config }: JudgeServices, { cluster, operationId, ...found }: Found): Verdict {
  // Another installation in our namespace names its claims alike: without a record such a volume may be its.
  const objects = found.objects.filter(({ unproven }) => !unproven);
  if (operationId === '') {
    return { ...NOTHING, reported: objects.map((one) => foundOf(one, 'its label names no operation')) };
  }
  const snapshots = objects.filter(mayBeTheOnlyCopy);
  const strays = objects.filter((one) => !mayBeTheOnlyCopy(one));
  const reported = snapshots.map((one) => foundOf(one, 'no record of its backup: it may be the only copy'));
  const old = (one: OwnObject) => clock.now().getTime() - timeOf(one) > UNKNOWN_AFTER_MS;
  if (strays.length === 0 || !strays.every(old)) return { ...NOTHING, reported };
  const remove = async () => {
    const { installationId } = config;
    const left = await removeTemporary(cluster, installationId, operationId);
    const holds = left.some(({ kind }) => kind === 'Pod' || kind === 'PersistentVolumeClaim');
    const hasPairs = strays.some(({ role }) => role === 'restore-source');
    return hasPairs && !holds ? [...left, ...(await removePairs(cluster, installationId, operationId))] : left;
  };
  return { strays, remove, reported };
}

/** The pair of a restore says Retain and is removed with it: the snapshot behind it stays. */
function mayBeTheOnlyCopy({ kind, role }: OwnObject): boolean {
  return (kind === VOLUME_SNAPSHOT || kind === VOLUME_SNAPSHOT_CONTENT) && role !== 'restore-source';
}

function wholeCopies(objects: readonly OwnObject[]): ReadonlySet<string> {
  const copies = objects.filter(({ role, object }) => role === 'local-copy' && !object.metadata.deletionTimestamp);
  const byVolume = Map.groupBy(copies, ({ volumeId }) => volumeId);
  return new Set([...byVolume].filter(([, pair]) => pair.length === 2).map(([volumeId]) => volumeId));
}

/** Snapshots are cut where the application is, and have no namespace as contents; all else is made in ours. */
function isRemovable({ ownNamespace }: Cluster, { kind, object }: OwnObject): boolean {
  const { namespace } = object.metadata;
  return kind === VOLUME_SNAPSHOT || namespace === undefined || namespace === ownNamespace;
}

function timeOf({ object }: OwnObject): number {
  return Date.parse(object.metadata.creationTimestamp ?? '');
}

export function foundOf({ kind, object, operationId }: OwnObject, reason: string): FoundObject {
  const { namespace, name } = object.metadata;
  return { kind: kind.kind, ...(namespace ? { namespace } : {}), name, operation: operationId, reason };
}
