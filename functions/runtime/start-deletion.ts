import type { ClusterSpec } from '../domain/cluster-spec.ts';
import type { DeletionSpec } from '../domain/deletion-spec.ts';
import { Fault, toFault } from '../domain/errors.ts';
import { operationIdOf } from '../domain/ids.ts';
import { newOperation, type Operation, TERMINAL_PHASES } from '../domain/operation.ts';
import { resolveSettings } from '../domain/settings.ts';
import type { CatalogKind } from '../services/catalog/catalog.ts';
import { beginOperation } from './begin-operation.ts';
import { openReadersOf } from './deletion/open-readers.ts';
import { findCluster } from './find-cluster.ts';
import type { Services } from './services.ts';

type Used = Pick<Services, 'catalog' | 'clock' | 'config' | 'executions' | 'ledger' | 'log'>;

export interface Wish {
  by: string;
  because: string;
  /** Also the newest good one of its schedule; and where something cannot be removed it stays, and that is said. */
  force?: boolean;
  /** Of the backup's schedule, where somebody has read them just now: many go at once, and each would read them all. */
  runs?: readonly Operation[];
}

/**
 * Starts the deletion of a backup. Asked twice it is one; one that has failed can be asked for again, and where that one has
 * claimed the seal, so has the next: nobody cancels it, and nothing gives the backup back.
 * @throws Fault Rejected `backup.not_found`, `operation.running`, `backup.legal_hold`, `backup.newest`, `backup.in_use`;
 *   PlanDeletion looks at all of them again, but for `backup.newest`
 */
export async function startDeletion(services: Used, backup: Operation, wish: Wish): Promise<Operation> {
  const { ledger } = services;
  const goesOn: Partial<Operation> = {};
  for (let asked = 0; ; asked += 1) {
    const operationId = operationIdOf('delete', [backup.operationId, String(asked)]);
    const standing = await ledger.readOperation(operationId);
    if (standing && (!TERMINAL_PHASES.has(standing.phase) || standing.phase === 'Succeeded')) return standing;
    if (standing) {
      goesOn.retryOf = standing.operationId;
      if (standing.sealingAt) goesOn.sealingAt ??= standing.sealingAt;
      continue;
    }
    await checkMayGo(services, backup, wish);
    const drafted = await render(services, operationId, backup, wish);
    const { operation } = await beginOperation(services, { ...drafted, ...goesOn });
    return operation;
  }
}

async function checkMayGo(
  services: Pick<Used, 'ledger'>,
  { operationId, kind, phase, legalHold, slot }: Operation,
  { force, runs }: Wish,
): Promise<void> {
  if (kind !== 'backup') throw new Fault('backup.not_found', `${operationId} is no backup`);
  if (!TERMINAL_PHASES.has(phase) && phase !== 'Deleting') throw new Fault('operation.running', `it is ${phase}`);
  if (legalHold) throw new Fault('backup.legal_hold', `held by ${legalHold.by}: ${legalHold.reason}`);
  if (slot && phase === 'Succeeded' && !force) {
    const others = runs ?? (await services.ledger.listBySchedule(slot.schedule.uid));
    const isGood = (one: Operation) => one.phase === 'Succeeded' && !one.copyLostAt && !one.damagedAt;
    const isNewer = (one: Operation) => (one.slot?.scheduledTime ?? '') > slot.scheduledTime;
    if (!others.some((one) => isGood(one) && isNewer(one))) {
      throw new Fault('backup.newest', `no newer backup of schedule ${slot.schedule.name} has succeeded`);
    }
  }
  const operations = await openReadersOf(services, operationId);
  if (operations.length === 0) return;
  throw new Fault('backup.in_use', `${operations.join(', ')} is not over`, { details: { operations } });
}

async function render(
  services: Used,
  operationId: string,
  { operationId: backup, name, refs, labels }: Operation,
  { by, because, force = false }: Wish,
): Promise<Operation<DeletionSpec>> {
  const { catalog, clock, config } = services;
  const { location } = refs;
  const cluster = (await findCluster(services, refs.cluster)) ?? refs.cluster;
  const item = await catalog.read('cluster', cluster.name);
  const known = item?.uid === cluster.uid ? (item.spec as ClusterSpec).settings : {};
  const settings = resolveSettings(config.moverImage, known);
  await noteUse('cluster', cluster.name);
  if (location) await noteUse('location', location.name);
  return newOperation(
    {
      operationId,
      kind: 'delete',
      name,
      spec: { backup, because, force, settings },
      refs: { cluster, backup, ...(location ? { location } : {}) },
      createdBy: by,
      labels,
    },
    clock.now(),
    settings.operationTimeoutSeconds,
  );

  /** Who removes one of them meanwhile is told; one that is gone, or going, keeps nobody from deleting. */
  async function noteUse(kind: CatalogKind, used: string): Promise<void> {
    try {
      await catalog.addUse({ kind, name: used }, { kind: 'delete', name: operationId });
    } catch (thrown) {
      if (toFault(thrown).disposition !== 'Rejected') throw thrown;
    }
  }
}
