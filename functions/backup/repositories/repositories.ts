import { Fault } from '../../domain/errors.ts';
import {
  attemptNameOf,
  isDue,
  isOfRepository,
  type RepositoryTransfer,
  type Transfer,
  transferIdOf,
} from '../../domain/transfer/transfer.ts';
import { tellRepaired } from '../../operations/note-look.ts';
import type { Uses } from '../../platform/services.ts';
import type { StepCall } from '../../platform/step.ts';
import type { RepositoryRow } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Location } from '../../services/location/location.ts';
import { followRunning } from '../../transfers/follow.ts';
import { launchDue } from '../../transfers/launch.ts';
import { moverSettingsOf } from '../../transfers/settings.ts';

/** Of a Job that creates one; shorter than the lease, so that no creation outlives the lease it was begun under. */
const JOB_SECONDS = 600;
/** A Job that was to go by then is on a node that is lost. */
const ENDING_SECONDS = 1800;
/** A holder that dies gives way after it. */
const LEASE_SECONDS = 900;

type Dependencies = Uses<'clock' | 'clusters' | 'leases' | 'ledger' | 'movers' | 'repositories'>;
type Turn = Pick<StepCall<'backup'>, 'operation' | 'run' | 'secondsInStage' | 'outageSeconds' | 'remainingMs'>;

/** What a repository needs before somebody writes to it. */
interface Need {
  transfer: RepositoryTransfer;
  lease: string;
  repositoryId?: string;
}

/**
 * Brings the repositories of these namespaces a step nearer to being there, and whole. Two creations of one repository at
 * once destroy it (kopia has no lock), and two repairs may mark what an upload has just written anew: so each is done by
 * one Job under a lease, and the catalogue remembers it.
 * @param transfers of the operation
 * @returns the namespaces whose repositories are not there yet
 * @throws Fault Permanent `repository.failed` after three attempts, `repository.mismatch`, `repository.unreadable`
 */
export async function advanceRepositories(
  services: Dependencies,
  call: Turn,
  location: Location,
  { namespaces, transfers }: { namespaces: readonly string[]; transfers: readonly Transfer[] },
): Promise<string[]> {
  const { clock, clusters, leases, ledger, repositories } = services;
  const { operation, run } = call;
  const { clusterId } = operation.refs.cluster;
  const keyOf = (namespace: string) => ({ locationUid: location.locationUid, clusterId, namespace });
  const needs: Need[] = [];
  for (const namespace of namespaces) {
    const row = await repositories.read(keyOf(namespace));
    needs.push(...needOf(location, transfers, { clusterId, namespace }, row));
  }
  if (needs.length === 0) return [];

  const leased = new Set([...(operation.heldLeases ?? []), ...needs.map(({ lease }) => lease)]);
  if (leased.size > (operation.heldLeases ?? []).length) await ledger.updateOperation(run, { heldLeases: [...leased] });
  const own: Need[] = [];
  for (const need of needs) {
    if ((await leases.acquire(need.lease, run.operationId, LEASE_SECONDS)) !== undefined) own.push(need);
  }
  const needBy = new Map(own.map((need) => [need.transfer.id, need]));
  const release = async ({ id }: RepositoryTransfer) =>
    await leases.release(needBy.get(id)?.lease ?? '', run.operationId);

  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const { settings } = operation.spec;
  const on = { cluster, settings };
  const wanted = own.map(({ transfer }) => transfer);
  const { now, states } = await followRunning(services, call, on, wanted, {
    async accept(transfer, { facts }) {
      const key = keyOf(transfer.repository.namespace);
      if (transfer.work === 'create-repository') await repositories.recordCreated(key, facts?.repositoryId);
      else {
        await tellRepaired(services, run, key, { contents: facts?.marked });
        await repositories.note(key, { repairedAt: isoNow(clock) });
      }
      await release(transfer);
      return undefined;
    },
  });
  for (const transfer of now.filter(({ phase }) => phase === 'Failed')) {
    await release(transfer);
    throw faultOf(transfer);
  }

  const due: RepositoryTransfer[] = [];
  for (const transfer of now)
    if (isDue(transfer, clock.now()) && (await isAlone(services, call, cluster, transfer))) due.push(transfer);
  const there = new Set(states.map(({ job }) => job));
  if (due.length > 0) {
    await launchDue(services, call, { cluster, limit: settings.moverLimit }, due, async (transfer) => {
      const { memoryDoubled, repository, work } = transfer;
      const sized = { outageSeconds: call.outageSeconds, memoryDoubled: memoryDoubled === true };
      const { repositoryId } = needBy.get(transfer.id) ?? {};
      // One that is there already may have begun.
      const clears = work === 'create-repository' && !there.has(attemptNameOf(run.operationId, transfer));
      return {
        ...(clears ? { prepare: async () => await location.store.clearHalfMadeRepository(repository) } : {}),
        task: {
          role: 'repository',
          action: { kind: work },
          location,
          repository: { ...repository, ...(repositoryId ? { repositoryId } : {}) },
          settings: { ...moverSettingsOf(settings, sized), activeDeadlineSeconds: JOB_SECONDS },
        },
      };
    });
  }
  const made = new Set(now.filter(({ phase }) => phase === 'Succeeded').map(({ id }) => id));
  return needs.flatMap(({ transfer }) => (made.has(transfer.id) ? [] : transfer.repository.namespace));
}

/** A failed one may still start, when its image comes after all: until it is gone there is no other. */
async function isAlone(
  { clock, ledger, movers }: Dependencies,
  { run, secondsInStage }: Turn,
  cluster: Cluster,
  transfer: RepositoryTransfer,
): Promise<boolean> {
  const { attempt, failure, id, repository } = transfer;
  const before = failure ? attempt : attempt - 1;
  if (before < 1 || (await movers.end(cluster, attemptNameOf(run.operationId, { id, attempt: before })))) return true;
  // The state may have begun long before, with uploads of other repositories.
  const since = transfer.retryAt ?? isoNow(clock);
  if (transfer.retryAt === undefined) await ledger.updateTransfer(run, transfer, { retryAt: since });
  const ending = (clock.now().getTime() - Date.parse(since)) / 1000;
  if (Math.min(ending, secondsInStage) < ENDING_SECONDS) return false;
  const lost = 'a Job that makes it does not end; its node does not answer';
  throw new Fault('repository.failed', `the repository of ${repository.namespace}: ${lost}`);
}

/** What uploads may take of the limit: while a repository is missing they leave room for the Job that makes it. */
export function uploadLimit(limit: number, missing: readonly string[]): number {
  return missing.length > 0 ? Math.max(1, limit - 1) : limit;
}

/** Creations and repairs that wait, run or have failed; what is there and whole needs none. */
function needOf(
  { locationUid, ref }: Pick<Location, 'locationUid' | 'ref'>,
  transfers: readonly Transfer[],
  { clusterId, namespace }: Transfer['repository'],
  row: RepositoryRow | undefined,
): Need[] {
  const { corruptAt, repairedAt = '', repositoryId } = row ?? {};
  if (row && (!corruptAt || repairedAt > corruptAt)) return [];
  const work = row ? 'repair-repository' : 'create-repository';
  const subject = row ? `${namespace}/${corruptAt}` : namespace;
  const id = transferIdOf(work, ref, subject);
  const found = transfers.filter(isOfRepository).find((one) => one.id === id);
  const failure = { code: 'repository.not_found' as const, message: 'the repository was there, and is not any more' };
  const transfer: RepositoryTransfer = found ?? {
    id,
    volumeId: id,
    epoch: 0,
    work,
    location: ref,
    repository: { clusterId, namespace },
    phase: 'Pending',
    attempt: 0,
  };
  // Somebody has emptied the bucket since it was made.
  const again = transfer.phase === 'Succeeded' ? { phase: 'Pending' as const, failure } : {};
  const lease = `repository#${locationUid}#${clusterId}#${namespace}`;
  return [{ transfer: { ...transfer, ...again }, lease, ...(row && repositoryId ? { repositoryId } : {}) }];
}

function faultOf({ failure, repository }: RepositoryTransfer): Fault {
  const { code: found, message = 'nobody knows why' } = failure ?? {};
  const code = found === 'repository.mismatch' || found === 'repository.unreadable' ? found : 'repository.failed';
  return new Fault(code, `the repository of ${repository.namespace}: ${message}`);
}

/**
 * A mover did not find a repository that the catalogue knows: somebody has emptied the bucket. It is made anew, under its
 * lease, before the next attempt; one that is there after all is only opened by that.
 */
export async function forgetRepository(
  { locations, repositories }: Uses<'locations' | 'repositories'>,
  { location, repository }: Pick<Transfer, 'location' | 'repository'>,
): Promise<void> {
  const { locationUid } = await locations.open(location);
  await repositories.forget({ locationUid, ...repository });
}
