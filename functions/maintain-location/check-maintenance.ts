import { Fault, failureOf, toFault } from '../domain/errors.ts';
import type { SealsRead } from '../domain/location/maintenance.ts';
import { type ClusterRef, locationOf } from '../domain/operation/refs.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import { isMaintenance, type MaintenanceTransfer } from '../domain/transfer/transfer.ts';
import { noteLook } from '../operations/note-look.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, step } from '../platform/step.ts';
import type { Location } from '../services/location/location.ts';
import { launchable } from '../transfers/capacity.ts';
import { type Ends, followRunning } from '../transfers/follow.ts';
import { secondsToNextLook } from '../transfers/next-look.ts';
import { holdMaintenance } from './seals/maintenance-lease.ts';
import { byCluster, settingsOn } from './seals/place-works.ts';
import { noteUnopened, tellOfRepositories } from './seals/unopened-repositories.ts';

type Dependencies = Uses<
  'catalog' | 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/** One look at all movers. A repository that fails keeps none of the others; at the end the operation fails for it. */
export function checkMaintenance(services: Dependencies): Step {
  const { clock, ledger, locations } = services;
  return step('maintenance', 'CheckMaintenance', services, async (call) => {
    const { operation, run, wait } = call;
    const works = (await ledger.readTransfers(operation)).transfers.filter(isMaintenance);
    await holdMaintenance(services, operation);
    const location = await locations.open(locationOf(operation));
    let pages: Promise<SealsRead[]> | undefined;
    const readPages = () => {
      pages ??= ledger.readSeals(run.operationId);
      return pages;
    };
    if (works.every(hasEnded)) return await end(works);
    const ends = endsOf(services, call, { location, readPages });
    const now = works.filter(hasEnded);
    const open = works.filter((work) => !hasEnded(work));
    let free = 0;
    for (const { ref, works: of } of byCluster(operation, open)) {
      const looked = await lookOn(services, call, ref, of, ends);
      now.push(...looked.now);
      free += looked.free;
    }
    if (now.every(hasEnded)) return await end(now);
    const counts = { repositories: now.length, ended: now.filter(hasEnded).length, launchable: free };
    return free > 0 ? branch('launch', counts) : wait(counts, 0, secondsToNextLook(now, clock.now()));

    async function end(all: readonly MaintenanceTransfer[]) {
      await tellOfRepositories(services, { operation, run, location, readPages }, all);
      // One that cannot be opened is a finding: no other try of a maintenance mends it.
      const failed = all.filter(({ phase, unopened }) => phase === 'Failed' && !unopened);
      const [first] = failed;
      if (first) {
        const { clusterId, namespace } = first.repository;
        const said = `${clusterId}/${namespace}: ${first.failure?.message ?? 'nobody knows why'}`;
        const which = `${failed.length} of ${all.length} repositories were not maintained`;
        throw new Fault('repository.failed', `${which}, the first of them ${said}`);
      }
      await ledger.updateOperation(run, { checkedAt: clock.now().toISOString() });
      return done({ repositories: all.length, ended: all.length });
    }
  });
}

function endsOf(
  services: Dependencies,
  { operation, run }: StepCall<'maintenance'>,
  { location, readPages }: { location: Location; readPages: () => Promise<SealsRead[]> },
): Ends<MaintenanceTransfer> {
  const { acceptRepositories: accepts } = operation.spec;
  return {
    async accept(work, state) {
      await noteLook(services, { run, locationUid: location.locationUid, readPages, accepts }, work, state);
      return undefined;
    },
    async failed({ repository }, failure, next) {
      if (next) return undefined;
      const isUnopened = await noteUnopened(services, { run, location, readPages }, { repository, failure });
      return isUnopened ? { unopened: true } : undefined;
    },
  };
}

/** What runs on one cluster. @returns the works as they are now, and how many more of them may be launched */
async function lookOn(
  services: Dependencies,
  call: StepCall<'maintenance'>,
  ref: ClusterRef,
  works: readonly MaintenanceTransfer[],
  ends: Ends<MaintenanceTransfer>,
): Promise<{ now: MaintenanceTransfer[]; free: number }> {
  const { clock, clusters, ledger } = services;
  const { operation, run } = call;
  const settings = await settingsOn(services, operation, ref);
  try {
    const cluster = await clusters.open(ref, 'backup');
    const { now, live } = await followRunning(services, call, { cluster, settings }, works, ends);
    const answering = now.map(async (work) =>
      work.silentSince ? await ledger.updateTransfer(run, work, { silentSince: undefined }) : work,
    );
    const limits = { live, limit: settings.moverLimit, operationId: run.operationId };
    return { now: await Promise.all(answering), free: launchable(now, clock.now(), limits) };
  } catch (thrown) {
    const fault = toFault(thrown);
    if (ref.uid === operation.refs.cluster.uid || !fault.code.startsWith('cluster.')) throw fault;
    return { now: await waitFor(services, call, works, fault), free: 0 };
  }
}

/** Another cluster than the operation's keeps it from nothing: while it is away for long, its repositories fail. */
async function waitFor(
  { clock, ledger }: Dependencies,
  { operation, run }: StepCall<'maintenance'>,
  works: readonly MaintenanceTransfer[],
  fault: Fault,
): Promise<MaintenanceTransfer[]> {
  const at = clock.now();
  const ids = new Set(works.map(({ id }) => id));
  // As they are now: some may have ended before the cluster fell silent.
  const { transfers } = await ledger.readTransfers(operation);
  const standing = transfers.filter(isMaintenance).filter(({ id }) => ids.has(id));
  return await Promise.all(
    standing.map(async (work) => {
      if (hasEnded(work)) return work;
      const { silentSince = at.toISOString() } = work;
      const silentMs = at.getTime() - Date.parse(silentSince);
      const isLong = silentMs >= operation.spec.settings.unreachableTimeoutSeconds * 1000;
      const isOver = fault.disposition !== 'Transient' || isLong;
      const changes = isOver ? { phase: 'Failed' as const, failure: failureOf(fault) } : { silentSince };
      return await ledger.updateTransfer(run, work, changes);
    }),
  );
}

function hasEnded({ phase }: MaintenanceTransfer): boolean {
  return phase !== 'Pending' && phase !== 'Running';
}
