import type { ClusterUpkeep, FoundObject } from '../domain/cluster/cluster-spec.ts';
import { Fault, failureOf, toFault } from '../domain/errors.ts';
import { OPERATION_ID } from '../domain/ids.ts';
import { isOver } from '../domain/operation/operation.ts';
import type { Residual } from '../domain/operation/record.ts';
import { inParallel } from '../platform/in-parallel.ts';
import { hasTime, type LambdaContext } from '../platform/lambda-context.ts';
import { listAllItems } from '../platform/list-all-items.ts';
import { orInvalid } from '../platform/or-invalid.ts';
import type { Uses } from '../platform/services.ts';
import { type ClusterItem, clusterRefOf } from '../services/catalog/catalog.ts';
import { isoNow } from '../services/clock/clock.ts';
import { classifyObjects, foundOf, type JudgeServices, type Verdict } from './classify-objects.ts';
import { findOwnObjects, type OwnObject } from './orphans/find-own-objects.ts';

type Dependencies = JudgeServices & Uses<'catalog' | 'clusters' | 'leases' | 'log'>;

const CLUSTERS_AT_ONCE = 4;
const OPERATIONS_AT_ONCE = 8;
/** A chain of Job, pod, claim, volume and pair goes in a few turns. */
const TURNS = 10;
const TURN_MS = 2_000;
/** Long enough to find out that a cluster does not answer, and to write that down. */
const RESERVE_MS = 40_000;
/** Of each list, so that a cluster's row stays small. */
const MAX_SHOWN = 50;

/**
 * Looks on every registered cluster for what this installation made there and no operation accounts for any more: after
 * a restore of the table, a removal by force, a fault of ours. Whose round is longest ago comes first, so that clusters
 * that do not answer never keep the others from theirs for good.
 */
export function removeOrphans(services: Dependencies) {
  return async (_event?: unknown, context?: LambdaContext): Promise<{ clusters: number; failed: number }> => {
    const { catalog, log } = services;
    const goesOn = () => hasTime(context, RESERVE_MS);
    await clearStaleLeases(services);
    const items = (await listAllItems(catalog, 'cluster')).toSorted((a, b) => (lastRound(a) < lastRound(b) ? -1 : 1));
    let failed = 0;
    await inParallel(items, CLUSTERS_AT_ONCE, async (item) => {
      if (!goesOn()) return;
      const upkeep = await round(services, item, goesOn);
      if (upkeep.reason) failed += 1;
      const { removed, left, reported, reason } = upkeep;
      const counts = { removed: removed.length, left: left.length, reported: reported.length };
      if (reason || Object.values(counts).some((count) => count > 0)) {
        log.warn('upkeep of a cluster', { cluster: item.name, ...counts, code: reason?.code });
      }
      await catalog.writeStatus('cluster', item.name, item.uid, { upkeep });
    });
    return { clusters: items.length, failed };
  };
}

function lastRound({ status }: ClusterItem): string {
  return status.upkeep?.at ?? '';
}

async function round(services: Dependencies, item: ClusterItem, goesOn: () => boolean): Promise<ClusterUpkeep> {
  const { clock, clusters, config } = services;
  const at = isoNow(clock);
  try {
    const cluster = await clusters.open(clusterRefOf(item), 'backup');
    const found = await findOwnObjects(cluster, config.installationId);
    const verdicts: Verdict[] = [];
    await inParallel(
      [...Map.groupBy(found, (one) => one.operationId)],
      OPERATIONS_AT_ONCE,
      async ([operationId, objects]) => {
        verdicts.push(await classifyObjects(services, { cluster, operationId, objects }));
      },
    );
    const gone = await removeStrays(services, verdicts, goesOn);
    const reported = verdicts.flatMap((verdict) => verdict.reported);
    return { at, ...mapLists({ ...gone, reported }) };
  } catch (thrown) {
    // What an earlier round reported is still there, as far as anybody knows.
    const { reported = [] } = item.status.upkeep ?? {};
    return { at, removed: [], left: [], reported, reason: failureOf(toFault(thrown)) };
  }
}

async function removeStrays({ clock }: Dependencies, verdicts: readonly Verdict[], goesOn: () => boolean) {
  const removed: FoundObject[] = [];
  let open = verdicts
    .filter(({ strays }) => strays.length > 0)
    .map((verdict) => ({ verdict, left: residualsOf(verdict) }));
  for (let turn = 0; turn < TURNS && open.length > 0 && (turn === 0 || goesOn()); turn += 1) {
    if (turn > 0) await clock.sleep(TURN_MS);
    await inParallel(open, OPERATIONS_AT_ONCE, async (one) => {
      one.left = await one.verdict.remove().catch((thrown: unknown) => asLeft(one.left, toFault(thrown)));
    });
    for (const { verdict } of open.filter(({ left }) => left.length === 0)) {
      removed.push(...verdict.strays.map((stray) => foundOf(stray, 'no operation accounts for it')));
    }
    open = open.filter(({ left }) => left.length > 0);
  }
  const left = open.flatMap((one) => {
    const operation = one.verdict.strays[0]?.operationId ?? '';
    return one.left.map((residual) => ({ ...residual, operation }));
  });
  return { removed, left };
}

/** One operation's trouble keeps no other's objects there; a cluster that has stopped answering ends the round. */
function asLeft(left: readonly Residual[], fault: Fault): Residual[] {
  if (fault.code === 'cluster.unreachable') throw fault;
  return left.map((one) => ({ ...one, reason: `${fault.code}: ${fault.message}`.slice(0, 300) }));
}

function residualsOf({ strays }: Verdict): Residual[] {
  return strays.map((stray: OwnObject) => foundOf(stray, 'not tried yet'));
}

function mapLists(lists: { removed: FoundObject[]; left: FoundObject[]; reported: FoundObject[] }) {
  const { removed, left, reported } = lists;
  return {
    removed: removed.slice(0, MAX_SHOWN),
    left: left.slice(0, MAX_SHOWN),
    reported: reported.slice(0, MAX_SHOWN),
  };
}

/** An expired lease may be taken over at any time; one that nobody took shows who forgot it, and is cleared. */
const STALE_AFTER_MS = 3_600_000;
const CONCURRENCY = 10;

/**
 * Takes the holder off each lease that expired long ago and whose operation has ended, or is not known, or that a
 * request held. One whose row cannot be read may go on. The lease's row stays: its token must never start again.
 */
async function clearStaleLeases(services: Uses<'clock' | 'leases' | 'ledger' | 'log'>): Promise<number> {
  const { clock, leases, ledger, log } = services;
  const before = new Date(clock.now().getTime() - STALE_AFTER_MS).toISOString();
  const held = (await leases.listHeld()).filter(({ expiresAt }) => expiresAt < before);
  let cleared = 0;
  await inParallel(held, CONCURRENCY, async (lease) => {
    const operation = OPERATION_ID.test(lease.holder) ? await orInvalid(ledger.readOperation(lease.holder)) : undefined;
    if (operation instanceof Fault) {
      log.error('stale lease left', { ...lease, code: operation.code, reason: operation.message });
      return;
    }
    if (operation && !isOver(operation)) return;
    if (!(await leases.clear(lease))) return;
    cleared += 1;
    log.warn('stale lease cleared', { ...lease, phase: operation?.phase ?? 'unknown' });
  });
  return cleared;
}
