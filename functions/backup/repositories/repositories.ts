import { Fault } from '../../domain/errors.ts';
import { volumeIdOf } from '../../domain/ids.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { tellRepaired } from '../../operations/note-look.ts';
import type { Services } from '../../platform/services.ts';
import type { StepCall } from '../../platform/step.ts';
import type { RepositoryRow } from '../../services/catalog/catalog.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { Location } from '../../services/location/location.ts';
import type { MoverTask } from '../../services/mover/mover.ts';
import { freeSlots, withMoverSlots } from '../../transfers/capacity.ts';
import { moverSettingsOf } from '../../transfers/settings.ts';

const MOST_ATTEMPTS = 3;
/** Of a Job that creates one; shorter than the lease, so that no creation outlives the lease it was begun under. */
const JOB_SECONDS = 600;
/** A Job that was to go by then is on a node that is lost. */
const ENDING_SECONDS = 1800;
/** A holder that dies gives way after it. */
const LEASE_SECONDS = 900;

type Used = Pick<Services, 'clock' | 'clusters' | 'leases' | 'ledger' | 'movers' | 'repositories'>;
type Turn = Pick<StepCall<'backup'>, 'operation' | 'run' | 'secondsInStage' | 'outageSeconds'>;

/** What a repository needs before somebody writes to it. */
interface Need {
  namespace: string;
  kind: 'create-repository' | 'repair-repository';
  /** A Job is named by it, and its failures are counted under it. */
  subject: string;
  repositoryId?: string;
}

/**
 * Brings the repositories of these namespaces a step nearer to being there, and whole. Two creations of one repository at
 * once destroy it (kopia has no lock), and two repairs may mark what an upload has just written anew: so each is done by
 * one Job under a lease, and the catalogue remembers it.
 * @returns how many are not there yet
 * @throws Fault Permanent `repository.failed` after three attempts, `repository.mismatch`, `repository.unreadable`
 */
export async function advanceRepositories(
  services: Used,
  { operation, run, secondsInStage, outageSeconds }: Turn,
  location: Location,
  namespaces: readonly string[],
): Promise<number> {
  const { clock, clusters, leases, ledger, movers, repositories } = services;
  const { locationUid } = location;
  const { clusterId } = operation.refs.cluster;
  const missing: Need[] = [];
  for (const namespace of namespaces) {
    missing.push(...needOf(namespace, await repositories.read({ locationUid, clusterId, namespace })));
  }
  if (missing.length === 0) return 0;

  const cluster = await clusters.open(operation.refs.cluster, 'backup');
  const { settings: given } = operation.spec;
  const settings = { ...moverSettingsOf(given, { outageSeconds }), activeDeadlineSeconds: JOB_SECONDS };
  const states = await movers.read(cluster, run.operationId, settings);
  const leaseOf = ({ namespace }: Need) => `repository#${locationUid}#${clusterId}#${namespace}`;
  const leased = new Set([...(operation.repositoryLeases ?? []), ...missing.map(leaseOf)]);
  if (leased.size > (operation.repositoryLeases ?? []).length) {
    await ledger.updateOperation(run, { repositoryLeases: [...leased] });
  }
  // By name of a namespace, which may be `constructor`.
  const failures = new Map(Object.entries(operation.repositoryFailures ?? {}));

  const launches: MoverTask[] = [];
  let made = 0;
  for (const need of missing) {
    const next = await advance(need);
    if (next === 'made') made += 1;
    else if (next !== 'under way') launches.push(next);
  }
  if (launches.length > 0) {
    await withMoverSlots(services, operation, async () => {
      const free = await freeSlots(cluster, given.moverLimit, run.operationId, services);
      for (const task of launches.slice(0, free)) await movers.launch(cluster, task);
    });
  }
  return missing.length - made;

  /** What comes next for a repository: the Job to launch, if there is one. */
  async function advance(need: Need): Promise<MoverTask | 'made' | 'under way'> {
    const { namespace, kind, subject } = need;
    const key = { locationUid, clusterId, namespace };
    const lease = leaseOf(need);
    if ((await leases.acquire(lease, run.operationId, LEASE_SECONDS)) === undefined) return 'under way';
    // The Job of a repository is named by its namespace, as a volume's is by its claim.
    const volumeId = volumeIdOf(subject);
    const newest = states.filter((state) => state.volumeId === volumeId).sort((a, b) => b.attempt - a.attempt)[0];
    if (newest?.phase === 'succeeded') {
      if (kind === 'create-repository') await repositories.recordCreated(key, newest.facts?.repositoryId);
      else {
        await tellRepaired(services, run, key, { contents: newest.facts?.marked });
        await repositories.note(key, { repairedAt: isoNow(clock) });
      }
      await leases.release(lease, run.operationId);
      return 'made';
    }
    if (newest?.phase === 'running') return 'under way';
    if (newest?.phase === 'failed') {
      if (newest.attempt >= MOST_ATTEMPTS) {
        await leases.release(lease, run.operationId);
        const why = newest.failure?.message ?? 'unknown';
        const { code: found } = newest.failure ?? {};
        const code = found === 'repository.mismatch' || found === 'repository.unreadable' ? found : 'repository.failed';
        throw new Fault(code, `the repository of ${namespace}: ${why}`);
      }
      failures.set(failuresKey(need), newest.attempt);
      await ledger.updateOperation(run, { repositoryFailures: Object.fromEntries(failures) });
    }
    const failed = failures.get(failuresKey(need)) ?? 0;
    const task: MoverTask = {
      operationId: run.operationId,
      id: volumeId,
      volumeId,
      attempt: failed + 1,
      role: 'repository',
      action: { kind },
      location,
      repository: { clusterId, namespace, ...(need.repositoryId ? { repositoryId: need.repositoryId } : {}) },
      settings,
    };
    // A failed one may still start, when its image comes after all: until it is gone there is no other.
    if (failed > 0 && !(await movers.end(cluster, { ...task, attempt: failed }))) {
      if (secondsInStage < ENDING_SECONDS) return 'under way';
      const lost = 'a Job that makes it does not end; its node does not answer';
      throw new Fault('repository.failed', `the repository of ${namespace}: ${lost}`);
    }
    if (newest?.phase === 'starting') {
      // It has its slot, and is completed: a Task may have died between Job and Secret.
      await movers.launch(cluster, task);
      return 'under way';
    }
    if (kind === 'create-repository') await location.store.clearHalfMadeRepository({ clusterId, namespace });
    return task;
  }
}

function needOf(namespace: string, row: RepositoryRow | undefined): Need[] {
  if (!row) return [{ namespace, kind: 'create-repository', subject: `repository/${namespace}` }];
  const { corruptAt, repairedAt = '', repositoryId } = row;
  if (!corruptAt || repairedAt > corruptAt) return [];
  const known = repositoryId ? { repositoryId } : {};
  return [{ namespace, kind: 'repair-repository', subject: `repair/${namespace}/${corruptAt}`, ...known }];
}

/** Creations are counted by namespace alone, as in the rows of an earlier version. */
function failuresKey({ kind, namespace, subject }: Need): string {
  return kind === 'create-repository' ? namespace : subject;
}

/**
 * A mover did not find a repository that the catalogue knows: somebody has emptied the bucket. It is made anew, under its
 * lease, before the next attempt; one that is there after all is only opened by that.
 */
export async function forgetRepository(
  { locations, repositories }: Pick<Services, 'locations' | 'repositories'>,
  { refs }: Pick<Operation, 'refs'>,
  namespace: string,
): Promise<void> {
  if (!refs.location) return;
  const { locationUid } = await locations.open(refs.location);
  await repositories.forget({ locationUid, clusterId: refs.cluster.clusterId, namespace });
}
