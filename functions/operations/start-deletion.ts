import { isGood, lacking } from '../domain/backup/good-backup.ts';
import { Fault } from '../domain/errors.ts';
import { operationIdOf } from '../domain/ids.ts';
import { nameSome } from '../domain/name-some.ts';
import { newOperation } from '../domain/operation/new-operation.ts';
import type { DeletionOperation, Operation } from '../domain/operation/operation.ts';
import { TERMINAL_PHASES } from '../domain/operation/phase.ts';
import { wantedBy } from '../domain/schedule/schedule-spec.ts';
import { resolveSettings } from '../domain/settings/settings.ts';
import type { Uses } from '../platform/services.ts';
import { isoNow } from '../services/clock/clock.ts';
import { beginOperation } from './begin-operation.ts';
import { openReadersOf } from './deletion/backup-being-deleted.ts';
import { findCluster } from './find-cluster.ts';
import { holdingIn, readHoldings } from './kept-backups.ts';

type Dependencies = Uses<'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

export interface DeletionRequest {
  /** Who: a person, or the retention of a schedule. */
  by: string;
  /** Why, in a sentence that does not say who. */
  because: string;
  /** Also the newest good one of its schedule; and where something cannot be removed it stays, and that is said. */
  force?: boolean;
  /** Retention has found newer ones of its schedule that take its place. */
  isSuperseded?: boolean;
}

/**
 * Starts the deletion of a backup. Asked twice it is one; one that has failed can be asked for again, and where that one has
 * claimed the seal, so has the next: nobody cancels it, and nothing gives the backup back. So it is with a backup that is
 * Deleted, once a maintenance has found its seal at the location again.
 * @throws Fault Rejected `backup.not_found`, `operation.running`, `backup.legal_hold`, `backup.newest`, `backup.in_use`;
 *   PlanDeletion looks at all of them again, but for `backup.newest`
 */
export async function startDeletion(services: Dependencies, backup: Operation, wish: DeletionRequest) {
  const { ledger } = services;
  const goesOn: Pick<DeletionOperation, 'retryOf' | 'sealingAt'> = {};
  let again = false;
  for (let asked = 0; ; asked += 1) {
    const operationId = operationIdOf('delete', [backup.operationId, String(asked)]);
    const standing = await ledger.readOperation(operationId);
    if (standing && !TERMINAL_PHASES.has(standing.phase)) return standing;
    if (standing?.phase === 'Succeeded') {
      if (!(await goesAgain(services, backup, standing))) return standing;
      again = true;
      delete goesOn.sealingAt;
    }
    if (standing) {
      goesOn.retryOf = standing.operationId;
      if (standing.sealingAt && standing.phase !== 'Succeeded') goesOn.sealingAt ??= standing.sealingAt;
      continue;
    }
    await checkMayGo(services, backup, wish);
    const drafted = await render(services, operationId, backup, wish);
    if (again) {
      goesOn.sealingAt ??= isoNow(services.clock);
      drafted.spec.again = true;
    }
    const { operation } = await beginOperation(services, { ...drafted, ...goesOn }, { mayBeGone: true });
    return operation;
  }
}

/** Whether a deletion that has succeeded is not the last one: what it took came back, or another one has begun since. */
async function goesAgain(
  { catalog, ledger }: Uses<'catalog' | 'ledger'>,
  { operationId, refs: { locations } }: Operation,
  standing: Operation,
) {
  const { deletion } = (await ledger.readOperation(operationId)) ?? {};
  if (!deletion) return false;
  if (deletion.operationId !== standing.operationId) return true;
  for (const { name, uid } of locations) {
    const item = await catalog.read('location', name);
    if (item?.uid !== uid) continue;
    const { findings = [], partsReadAt = '' } = item.status;
    const isFound = findings.some((one) => one.code === 'backup.returned' && one.backupId === operationId);
    // A maintenance that began to read before has seen what this deletion took.
    if (isFound && partsReadAt > (standing.finishedAt ?? '')) return true;
  }
  return false;
}

async function checkMayGo(services: Uses<'catalog' | 'ledger'>, backup: Operation, wish: DeletionRequest) {
  const { operationId, kind, phase, legalHold } = backup;
  if (kind !== 'backup') throw new Fault('backup.not_found', `${operationId} is no backup`);
  if (!TERMINAL_PHASES.has(phase) && phase !== 'Deleting')
    throw new Fault('operation.running', `backup ${operationId} is ${phase}`);
  if (legalHold)
    throw new Fault('backup.legal_hold', `backup ${operationId} is held by ${legalHold.by}: ${legalHold.reason}`);
  if (!wish.force && !wish.isSuperseded) await refuseNewest(services, backup);
  const operations = await openReadersOf(services, operationId);
  if (operations.length === 0) return;
  const message = `backup ${operationId} is read by ${operations.join(', ')}, which is not over`;
  throw new Fault('backup.in_use', message, { details: { operations } });
}

/** @throws Fault Rejected `backup.newest` unless a newer good backup of its schedule has all the data that it has */
async function refuseNewest({ catalog, ledger }: Uses<'catalog' | 'ledger'>, backup: Operation) {
  const { operationId, phase, slot } = backup;
  if (!slot || phase !== 'Succeeded') return;
  const { name, uid } = slot.schedule;
  const newer = (await ledger.listBySchedule(uid)).filter(
    (one) => isGood(one) && (one.slot?.scheduledTime ?? '') > slot.scheduledTime,
  );
  if (newer.length === 0) throw new Fault('backup.newest', `no newer backup of schedule ${name} has succeeded`);
  const item = await catalog.read('schedule', name);
  const isWanted = item?.uid === uid ? wantedBy(item.spec) : () => true;
  const holdings = await readHoldings({ ledger }, [...newer, backup]);
  const lacks = newer.map((one) =>
    lacking(holdingIn(holdings, one.operationId), holdingIn(holdings, operationId), isWanted),
  );
  const [fewest = []] = lacks.toSorted((a, b) => a.length - b.length);
  if (fewest.length === 0) return;
  throw new Fault('backup.newest', `no newer backup of schedule ${name} has data of ${nameSome(fewest, 5)}`);
}

async function render(
  services: Dependencies,
  operationId: string,
  { operationId: backup, name, refs, labels }: Operation,
  { by, because, force = false }: DeletionRequest,
): Promise<DeletionOperation> {
  const { catalog, clock, config } = services;
  const cluster = (await findCluster(services, refs.cluster)) ?? refs.cluster;
  const item = await catalog.read('cluster', cluster.name);
  const known = item?.uid === cluster.uid ? item.spec.settings : {};
  const settings = resolveSettings(config.moverImage, known);
  return newOperation(
    {
      operationId,
      kind: 'delete',
      name,
      spec: { backup, because, force, settings },
      refs: { cluster, backup, locations: refs.locations },
      createdBy: by,
      labels,
    },
    clock.now(),
  );
}
