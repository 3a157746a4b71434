import { failureOf, toFault } from '../domain/errors.ts';
import {
  keepTokenOfRun,
  ORPHANS_AFTER_MS,
  type RepositoryWork,
  readPrefixesOf,
} from '../domain/location/maintenance.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import type { ResolvedSettings } from '../domain/settings/settings.ts';
import { keptIn, sealedIn } from '../operations/kept-in.ts';
import { openOwnLocation } from '../operations/own-location.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import { type LookAtSealed, MOST_KEPT } from '../services/mover/mover.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { freeSlots, withMoverSlots } from '../transfers/mover-slots.ts';
import { holdMaintenance, JOB_SECONDS } from './seals/maintenance-lease.ts';
import { byCluster, settingsOn } from './seals/place-works.ts';

/** A Task that has less left stops launching and comes back. */
const SLICE_MS = 20_000;
/** Packs are dated by the store, maintenances by us. */
const CLOCKS_DIFFER_MS = 3_600_000;

type Used = Pick<
  Services,
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Starts as many movers as the limit of each cluster allows, one for each repository that waits, on its own cluster. With a full maintenance go
 * the snapshots that no seal lists; where a seal of the cluster is in doubt, or they are too many to tell, they stay.
 *
 * Idempotent: the attempt's number is on the row before its Job is made, and is only raised after a failure.
 */
export function launchMaintenance(services: Used): Step {
  const { clock, clusters, ledger, movers, repositories } = services;
  return step('maintenance', 'LaunchMaintenance', services, async ({ operation, run, remainingMs }) => {
    const works = await ledger.readRepositories(run.operationId);
    const waitingOnes = works.filter(({ phase }) => phase === 'Waiting');
    const counts = { repositories: works.length, waiting: waitingOnes.length, launched: 0 };
    if (waitingOnes.length === 0) return done(counts);
    await holdMaintenance(services, operation);
    const location = await openOwnLocation(services, operation);
    const pages = await ledger.readSeals(run.operationId);
    const before = new Date(Date.parse(operation.createdAt) - ORPHANS_AFTER_MS).toISOString();

    let busy = false;
    for (const { ref, works: of } of byCluster(operation, waitingOnes)) {
      const launched = await launchOn(ref, of);
      if (launched === 'sliced') return waiting(0, counts);
      busy ||= launched === 'busy';
    }
    return busy ? waiting(1, counts) : done(counts);

    /**
     * Another cluster than the operation's keeps it from nothing: while that one is away its repositories wait, which
     * CheckMaintenance ends in time; where it refuses they fail.
     */
    async function launchOn(ref: ClusterRef, of: readonly RepositoryWork[]): Promise<'busy' | 'sliced' | 'done'> {
      try {
        return await fill(await clusters.open(ref, 'backup'), of);
      } catch (thrown) {
        const fault = toFault(thrown);
        if (ref.uid === operation.refs.cluster.uid || !fault.code.startsWith('cluster.')) throw fault;
        if (fault.disposition === 'Transient') return 'done';
        const reason = failureOf(fault);
        for (const work of of) await ledger.updateRepository(run, work, { phase: 'Failed', reason });
        return 'done';
      }
    }

    async function fill(cluster: Cluster, of: readonly RepositoryWork[]): Promise<'busy' | 'sliced' | 'done'> {
      const settings = await settingsOn(services, operation, cluster.ref);
      const on = { operationId: run.operationId, refs: { cluster: cluster.ref } };
      return await withMoverSlots(services, on, async () => {
        const free = await freeSlots(cluster, settings.moverLimit, run.operationId, services);
        for (const work of of.slice(0, free)) {
          if (remainingMs() < SLICE_MS) return 'sliced';
          await launch(cluster, settings, work);
          counts.launched += 1;
          counts.waiting -= 1;
        }
        return 'done';
      });
    }

    async function launch(cluster: Cluster, settings: ResolvedSettings, work: RepositoryWork): Promise<void> {
      // Begun, and not launched: a Task died in between. Only a failure, which is on the row, asks for another attempt.
      const attempt = work.attempt > 0 && !work.reason ? work.attempt : work.attempt + 1;
      const { clusterId, namespace, full, memoryDoubled = false } = work;
      await ledger.updateRepository(run, work, { attempt, reason: undefined });
      const keep = full ? await keepOf(work) : undefined;
      const row = await repositories.read({ locationUid: location.locationUid, clusterId, namespace });
      const { doubted = [], fullyMaintainedAt } = row ?? {};
      // Told of none the mover takes the one that lies there, and says which it is.
      const repositoryId = operation.spec.acceptRepositories ? undefined : row?.repositoryId;
      const sealed = sealedIn(pages, work);
      const look: LookAtSealed = {
        // Which of too many are missing is not asked; those that are there are looked at all the same.
        sealed: sealed.length > MOST_KEPT ? [] : sealed,
        doubted,
        prefixes: readPrefixesOf(clock.now()),
        ...(fullyMaintainedAt
          ? { since: new Date(Date.parse(fullyMaintainedAt) - CLOCKS_DIFFER_MS).toISOString() }
          : {}),
      };
      await movers.launch(cluster, {
        operationId: run.operationId,
        attempt,
        role: 'repository',
        action: { kind: 'maintain', full, look, ...(keep ? { prune: { keep, before } } : {}) },
        location,
        repository: { clusterId, namespace, ...(repositoryId ? { repositoryId } : {}) },
        settings: {
          ...moverSettingsOf(settings, { memoryDoubled }),
          activeDeadlineSeconds: JOB_SECONDS,
        },
      });
      await ledger.updateRepository(run, work, { phase: 'Running' });
    }

    async function keepAll({ clusterId, namespace }: RepositoryWork, count: number): Promise<void> {
      const sentence = `no snapshot of ${clusterId}/${namespace} was removed: ${count} that stay are too many to tell`;
      const { warnings } = (await ledger.readOperation(run.operationId)) ?? operation;
      if (warnings.includes(sentence)) return;
      await ledger.updateOperation(run, { warnings: [...warnings, sentence].slice(0, 100) });
    }

    async function keepOf(work: RepositoryWork): Promise<string[] | undefined> {
      const kept = keptIn(pages, work);
      const keep = kept && [...new Set([...kept.runs.map(keepTokenOfRun), ...kept.tokens])];
      if (!keep || keep.length <= MOST_KEPT) return keep;
      await keepAll(work, keep.length);
      return undefined;
    }
  });
}
