import { failureOf, toFault } from '../domain/errors.ts';
import { keepTokenOfRun, ORPHANS_AFTER_MS, readPrefixesOf } from '../domain/location/maintenance.ts';
import { type ClusterRef, locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import type { ResolvedSettings } from '../domain/settings/settings.ts';
import { isDue, isMaintenance, type MaintenanceTransfer } from '../domain/transfer/transfer.ts';
import { keptIn, sealedIn } from '../operations/kept-in.ts';
import { openOwnLocation } from '../operations/own-location.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { type LookAtSealed, MAX_KEPT } from '../services/mover/mover.ts';
import { type Attempt, type Launched, launchDue } from '../transfers/launch.ts';
import { moverSettingsOf } from '../transfers/settings.ts';
import { holdMaintenance, JOB_SECONDS } from './seals/maintenance-lease.ts';
import { byCluster, settingsOn } from './seals/place-works.ts';

/** Packs are dated by the store, maintenances by us. */
const CLOCKS_DIFFER_MS = 3_600_000;

type Dependencies = Uses<
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Starts as many movers as the limit of each cluster allows, one for each repository that waits, on its own cluster. With
 * a full maintenance go the snapshots that no seal lists; where a seal of the cluster is in doubt, or they are too many to
 * tell, they stay.
 */
export function launchMaintenance(services: Dependencies): Step {
  const { clock, clusters, ledger, repositories } = services;
  return step('maintenance', 'LaunchMaintenance', services, async (call) => {
    const { operation, run } = call;
    const works = (await ledger.readTransfers(operation)).transfers.filter(isMaintenance);
    const due = works.filter((work) => isDue(work, clock.now()));
    const counts = { repositories: works.length, waiting: due.length, launched: 0 };
    if (due.length === 0) return done(counts);
    await holdMaintenance(services, operation);
    const location = await openOwnLocation(services, locationOf(operation));
    const pages = await ledger.readSeals(run.operationId);
    const before = new Date(Date.parse(operation.createdAt) - ORPHANS_AFTER_MS).toISOString();

    let busy = false;
    for (const { ref, works: of } of byCluster(operation, due)) {
      const { status, launched } = await launchOn(ref, of);
      counts.launched += launched;
      counts.waiting -= launched;
      if (status === 'waiting') return waiting(0, counts);
      busy ||= status === 'busy';
    }
    return busy ? waiting(1, counts) : done(counts);

    /** While another cluster is away its repositories wait, which CheckMaintenance ends; where it refuses they fail. */
    async function launchOn(ref: ClusterRef, of: readonly MaintenanceTransfer[]): Promise<Launched> {
      try {
        const cluster = await clusters.open(ref, 'backup');
        const settings = await settingsOn(services, operation, ref);
        const on = { cluster, limit: settings.moverLimit };
        return await launchDue(services, call, on, of, async (work) => await begin(work, settings));
      } catch (thrown) {
        const fault = toFault(thrown);
        if (ref.uid === operation.refs.cluster.uid || !fault.code.startsWith('cluster.')) throw fault;
        const failure = failureOf(fault);
        const refused = fault.disposition === 'Transient' ? [] : of;
        for (const work of refused) await ledger.updateTransfer(run, work, { phase: 'Failed', failure });
        return { status: 'done', launched: 0 };
      }
    }

    async function begin(work: MaintenanceTransfer, settings: ResolvedSettings): Promise<Attempt> {
      const { full, memoryDoubled = false } = work;
      const keep = full ? await keepOf(work) : undefined;
      const row = await repositories.read({ locationUid: location.locationUid, ...work.repository });
      const { doubted = [], fullyMaintainedAt } = row ?? {};
      // Told of none the mover takes the one that lies there, and says which it is.
      const repositoryId = operation.spec.acceptRepositories ? undefined : row?.repositoryId;
      const sealed = sealedIn(pages, work.repository);
      const look: LookAtSealed = {
        // Which of too many are missing is not asked; those that are there are looked at all the same.
        sealed: sealed.length > MAX_KEPT ? [] : sealed,
        doubted,
        prefixes: readPrefixesOf(clock.now()),
        ...(fullyMaintainedAt
          ? { since: new Date(Date.parse(fullyMaintainedAt) - CLOCKS_DIFFER_MS).toISOString() }
          : {}),
      };
      return {
        task: {
          role: 'repository',
          action: { kind: 'maintain', full, look, ...(keep ? { prune: { keep, before } } : {}) },
          location,
          repository: { ...work.repository, ...(repositoryId ? { repositoryId } : {}) },
          settings: { ...moverSettingsOf(settings, { memoryDoubled }), activeDeadlineSeconds: JOB_SECONDS },
        },
      };
    }

    async function keepAll({ clusterId, namespace }: MaintenanceTransfer['repository'], count: number): Promise<void> {
      const sentence = `no snapshot of ${clusterId}/${namespace} was removed: ${count} that stay are too many to tell`;
      const { warnings } = (await ledger.readOperation(run.operationId)) ?? operation;
      if (warnings.includes(sentence)) return;
      await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, 100) });
    }

    async function keepOf({ repository }: MaintenanceTransfer): Promise<string[] | undefined> {
      const kept = keptIn(pages, repository);
      const keep = [...new Set([...kept.runs.map(keepTokenOfRun), ...kept.tokens])];
      if (keep.length <= MAX_KEPT) return keep;
      await keepAll(repository, keep.length);
      return undefined;
    }
  });
}
