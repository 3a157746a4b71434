import { type Failure, Fault, failureOf, toFault } from '../domain/errors.ts';
import type { RepositoryWork, SealsRead } from '../domain/location/maintenance.ts';
import type { ClusterRef } from '../domain/operation/refs.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { ResolvedSettings } from '../domain/settings/settings.ts';
import { noteLook } from '../operations/note-look.ts';
import type { Services } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { Cluster } from '../services/cluster/cluster.ts';
import type { MoverState } from '../services/mover/mover.ts';
import { moverSettingsOf } from '../transfers/mover-settings.ts';
import { slotsLeft } from '../transfers/mover-slots.ts';
import { holdMaintenance } from './seals/maintenance-lease.ts';
import { byCluster, settingsOn } from './seals/place-works.ts';
import { noteUnopened, tellOfRepositories } from './seals/unopened-repositories.ts';

/** Upkeep comes by again soon. */
const MOST_ATTEMPTS = 2;
const NEVER_THERE: Failure = { code: 'mover.failed', message: 'the Job of the mover is gone' };

type Used = Pick<
  Services,
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/** One look at all movers. A repository that fails keeps none of the others; at the end the operation fails for it. */
export function checkMaintenance(services: Used): Step {
  const { clock, clusters, ledger, locations, movers } = services;
  return step('maintenance', 'CheckMaintenance', services, async ({ operation, run, outageSeconds, wait }) => {
    const { cluster: clusterRef, location: locationRef } = operation.refs;
    if (!locationRef) throw new Fault('internal', 'the maintenance names no location');
    const works = await ledger.readRepositories(run.operationId);
    await holdMaintenance(services, operation);
    const location = await locations.open(locationRef);
    let pages: Promise<SealsRead[]> | undefined;
    const readPages = () => {
      pages ??= ledger.readSeals(run.operationId);
      return pages;
    };
    if (works.every(hasEnded)) return await end(works);
    const now: RepositoryWork[] = works.filter(hasEnded);
    let launchable = 0;
    for (const { ref, works: of } of byCluster(
      operation,
      works.filter((work) => !hasEnded(work)),
    )) {
      const looked = await lookOn(ref, of);
      now.push(...looked.works);
      launchable += looked.launchable;
    }
    if (now.every(hasEnded)) return await end(now);
    const counts = { repositories: now.length, ended: now.filter(hasEnded).length, launchable };
    return launchable > 0 ? branch('launch', counts) : wait(counts);

    async function lookOn(ref: ClusterRef, of: readonly RepositoryWork[]) {
      const settings = await settingsOn(services, operation, ref);
      const found = await lookAt(ref, settings).catch(toFault);
      if (found instanceof Fault) {
        if (ref.uid === clusterRef.uid || !found.code.startsWith('cluster.')) throw found;
        return { works: await waitFor(of, found), launchable: 0 };
      }
      const { cluster, states, live } = found;
      const seen: RepositoryWork[] = [];
      for (const work of of) {
        const state = states.find((one) => isOf(one, work) && one.attempt === work.attempt);
        if (work.silentSince) await ledger.updateRepository(run, work, { silentSince: undefined });
        seen.push(work.phase === 'Running' ? await record(cluster, work, state) : work);
      }
      const left = slotsLeft(live, settings.moverLimit, run.operationId);
      return { works: seen, launchable: Math.min(seen.filter(({ phase }) => phase === 'Waiting').length, left) };
    }

    async function lookAt(ref: ClusterRef, settings: ResolvedSettings) {
      const cluster = await clusters.open(ref, 'backup');
      return {
        cluster,
        ...(await movers.look(cluster, run.operationId, moverSettingsOf(settings, { outageSeconds }))),
      };
    }

    /** Another cluster than the operation's keeps it from nothing: while it is away for long, its repositories fail. */
    async function waitFor(of: readonly RepositoryWork[], fault: Fault): Promise<RepositoryWork[]> {
      const { unreachableTimeoutSeconds } = operation.spec.settings;
      const at = clock.now();
      return await Promise.all(
        of.map(async (work) => {
          const { silentSince = at.toISOString() } = work;
          const isLong = at.getTime() - Date.parse(silentSince) >= unreachableTimeoutSeconds * 1000;
          const isOver = fault.disposition !== 'Transient' || isLong;
          const changes = isOver ? { phase: 'Failed' as const, reason: failureOf(fault) } : { silentSince };
          return await ledger.updateRepository(run, work, changes);
        }),
      );
    }

    async function end(all: readonly RepositoryWork[]) {
      await tellOfRepositories(services, { operation, run, location, readPages }, all);
      // One that cannot be opened is a finding: no other try of a maintenance mends it.
      const failed = all.filter(({ phase, unopened }) => phase === 'Failed' && !unopened);
      const [first] = failed;
      if (first) {
        const which = `${failed.length} of ${all.length} repositories were not maintained`;
        const why = `${first.clusterId}/${first.namespace}: ${first.reason?.message ?? 'unknown'}`;
        throw new Fault('repository.failed', `${which}; ${why}`);
      }
      await ledger.updateOperation(run, { checkedAt: clock.now().toISOString() });
      return done({ repositories: all.length, ended: all.length });
    }

    async function record(on: Cluster, work: RepositoryWork, state: MoverState | undefined): Promise<RepositoryWork> {
      if (state?.phase === 'starting' || state?.phase === 'running') return work;
      if (state?.phase === 'succeeded' && state.maintenance) {
        const { acceptRepositories: accepts } = operation.spec;
        await noteLook(services, { run, locationUid: location.locationUid, readPages, accepts }, work, state);
        const ended = await ledger.updateRepository(run, work, { phase: 'Done', result: state.maintenance });
        await movers.remove(on, state.job);
        return ended;
      }
      const reason = state?.failure ?? NEVER_THERE;
      const gives = work.attempt >= MOST_ATTEMPTS || reason.code === 'mover.not_started';
      const memory = state?.outOfMemory ? { memoryDoubled: true as const } : {};
      const isUnopened = gives && (await noteUnopened(services, { run, location, readPages }, { ...work, reason }));
      const next = await ledger.updateRepository(run, work, {
        phase: gives ? 'Failed' : 'Waiting',
        reason,
        ...memory,
        ...(isUnopened ? { unopened: true } : {}),
      });
      if (state) await movers.remove(on, state.job);
      return next;
    }
  });
}

function isOf({ repository }: MoverState, { clusterId, namespace }: RepositoryWork): boolean {
  return repository?.clusterId === clusterId && repository.namespace === namespace;
}

function hasEnded({ phase }: RepositoryWork): boolean {
  return phase === 'Done' || phase === 'Failed';
}
