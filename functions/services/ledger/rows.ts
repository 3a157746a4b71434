import { createHash } from 'node:crypto';
import { Fault } from '../../domain/errors.ts';
import {
  type BackupOperation,
  isOfKind,
  type Operation,
  operationSchema,
  type Run,
} from '../../domain/operation/operation.ts';
import type { Phase } from '../../domain/operation/phase.ts';
import { type Transfer, transferSchema } from '../../domain/transfer/transfer.ts';
import { type VolumeRow, volumeRowSchema } from '../../domain/volume/volume.ts';
import { readRow } from '../dynamodb/read-row.ts';
import type { Item, Table } from '../dynamodb/table.ts';
import { withPackedStages, withStages } from './packed-stages.ts';

export const OPERATION = 'operation';
export const keyOfOperation = (operationId: string) => ({ operationId, record: OPERATION });
export const recordOfTransfer = (id: string) => `transfer#${id}`;
export const recordOfVolume = (volumeId: string) => `volume#${volumeId}`;

const INDEX_ATTRIBUTES = [
  'record',
  'monthKey',
  'clusterKey',
  'scheduleKey',
  'locationKey',
  'createdKey',
  'openKey',
  'searchText',
];

/** The operation's row with the attributes that its indexes are built of. */
export function rowOfOperation(operation: Operation): Item {
  const { operationId, kind, createdAt, refs, name, labels, phase, slot } = operation;
  return {
    ...withPackedStages(operation),
    record: OPERATION,
    monthKey: monthKeyOf(kind, createdAt),
    clusterKey: clusterKeyOf(kind, refs.cluster.clusterId),
    ...(slot ? { scheduleKey: scheduleKeyOf(slot.schedule.uid, phase) } : {}),
    createdKey: `${createdAt}#${operationId}`,
    openKey: openKeyOf(operationId),
    searchText: [name, operationId, refs.cluster.name, ...Object.entries(labels).flat()].join(' ').toLowerCase(),
  };
}

const PAST: ReadonlySet<Phase> = new Set(['Missed', 'Skipped', 'Cancelled', 'Deleted']);

/** Whether a run of this phase holds nothing that retention or the release of local copies would look for. */
export function isPast(phase: Phase): boolean {
  return PAST.has(phase);
}

export function scheduleKeyOf(scheduleUid: string, phase: Phase): string {
  return isPast(phase) ? `${scheduleUid}#past` : scheduleUid;
}

/** @throws Fault Permanent `record.invalid` */
export function operationOf(table: Pick<Table, 'name'>, item: Item): Operation {
  return readRow(operationSchema, withStages(stripped(item)), { table, item });
}

/** What only a backup's row may be. @throws Fault Permanent `record.invalid` */
export function backupOf(table: Pick<Table, 'name'>, item: Item): BackupOperation {
  const operation = operationOf(table, item);
  if (isOfKind(operation, 'backup')) return operation;
  throw new Fault('record.invalid', `the row of ${operation.operationId} in table ${table.name} is no backup's`);
}

export function rowOfVolume(operationId: string, volume: VolumeRow): Item {
  return { ...volume, operationId, record: recordOfVolume(volume.volumeId) };
}

/** @throws Fault Permanent `record.invalid` */
export function volumeOf(table: Pick<Table, 'name'>, item: Item): VolumeRow {
  return readRow(volumeRowSchema, withoutKeys(item), { table, item });
}

/** @throws Fault Permanent `record.invalid` */
export function transferOf(table: Pick<Table, 'name'>, item: Item): Transfer {
  return readRow(transferSchema, withoutKeys(item), { table, item });
}

export function monthKeyOf(kind: string, at: string): string {
  return `${kind}#${at.slice(0, 7)}`;
}

export function clusterKeyOf(kind: string, clusterId: string): string {
  return `${kind}#${clusterId}`;
}

export const OPEN_KEYS = ['open#0', 'open#1', 'open#2', 'open#3'];

/** Open operations are spread over four keys, so that no single one is hot. */
function openKeyOf(operationId: string): string {
  return `open#${(createHash('sha256').update(operationId).digest()[0] ?? 0) % OPEN_KEYS.length}`;
}

/** In place of an open key, on the row of a backup that was deleted that day: so that its records are found when they go. */
export function deletedKeyOf(deletedAt: string): string {
  return `deleted#${deletedAt.slice(0, 10)}`;
}

/** What a row says beside where it lies and how it is found. */
export function withoutKeys(item: Item, ...more: readonly string[]): Item {
  const { operationId: _, ...content } = stripped(item);
  return Object.fromEntries(Object.entries(content).filter(([name]) => !more.includes(name)));
}

/** All rows of an operation whose records begin so. */
export async function rowsBelow(table: Table, operationId: string, prefix: string): Promise<Item[]> {
  const where = 'begins_with(#record, :prefix)';
  return await table.queryAll({ of: { operationId }, where, values: { ':prefix': prefix } });
}

/** Why a write of a run was refused: it has been replaced, has ended, or never was. */
export type Refusal = (run: Run) => Promise<Fault>;

/** A row takes the epoch of whoever wrote it, and nothing of an older one after it. @throws Fault Permanent the refusal */
export async function writeFenced(
  table: Table,
  refusal: Refusal,
  { operationId, epoch }: Run,
  record: string,
  changes: Record<string, unknown>,
): Promise<void> {
  const fence = { when: 'attribute_not_exists(#epoch) OR #epoch <= :mine', values: { ':mine': epoch } };
  const written = await table.update({ operationId, record }, { ...changes, epoch }, fence);
  if (!written) throw await refusal({ operationId, epoch });
}

function stripped(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !INDEX_ATTRIBUTES.includes(name)));
}
