import type { BackupSpec } from '../domain/backup-spec.ts';
import { Fault } from '../domain/errors.ts';
import { volumeIdOf } from '../domain/ids.ts';
import { repositoryPath } from '../domain/location-layout.ts';
import { done } from '../domain/step-result.ts';
import { inScope, isOffloaded } from '../domain/volume-sets.ts';
import { moverSettingsOf } from '../runtime/mover-settings.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';
import type { Location } from '../services/location/location.ts';

const MOST_ATTEMPTS = 3;
/** Of a Job that creates one; shorter than the lease, so that no creation outlives the lease it was begun under. */
const JOB_SECONDS = 600;
/** A holder that dies gives way after it. */
const LEASE_SECONDS = 900;

/**
 * Every repository that this backup writes to exists. Two creations of one repository at once destroy it (kopia has no
 * lock), so each is made by one Job under a lease, and the catalogue remembers that it is there.
 */
export function ensureRepositories(
  services: Pick<
    Services,
    'clock' | 'clusters' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
  >,
): Step {
  const { clusters, leases, ledger, locations, movers, repositories } = services;
  return step<BackupSpec>('EnsureRepositories', services, async ({ operation, run, wait }) => {
    const { cluster: clusterRef, location: locationRef } = operation.refs;
    if (!locationRef) throw new Fault('internal', 'the backup names no location');
    const location = await locations.open(locationRef);
    await location.store.get('snapferry.json');

    const volumes = inScope(await ledger.readVolumes(run.operationId)).filter(isOffloaded);
    const missing: string[] = [];
    for (const namespace of new Set(volumes.map((volume) => volume.namespace))) {
      const key = { locationUid: location.locationUid, clusterId: clusterRef.clusterId, namespace };
      if (!(await repositories.exists(key))) missing.push(namespace);
    }
    if (missing.length === 0) return done({ repositories: new Set(volumes.map((one) => one.namespace)).size });

    const cluster = await clusters.open(clusterRef, 'backup');
    const settings = moverSettingsOf(operation.spec.settings);
    const states = await movers.read(cluster, run.operationId, settings);
    const leaseOf = (namespace: string) => `repository#${location.locationUid}#${clusterRef.clusterId}#${namespace}`;
    if (!operation.repositoryLeases) await ledger.updateOperation(run, { repositoryLeases: missing.map(leaseOf) });
    for (const namespace of missing) {
      const key = { locationUid: location.locationUid, clusterId: clusterRef.clusterId, namespace };
      const lease = leaseOf(namespace);
      if ((await leases.acquire(lease, run.operationId, LEASE_SECONDS)) === undefined) continue;
      // The Job of a repository is named by its namespace, as a volume's is by its claim.
      const volumeId = volumeIdOf(`repository/${namespace}`);
      const newest = states.filter((state) => state.volumeId === volumeId).sort((a, b) => b.attempt - a.attempt)[0];
      if (newest?.phase === 'succeeded') {
        await repositories.recordCreated(key);
        await leases.release(lease, run.operationId);
        continue;
      }
      if (newest?.phase === 'running') continue;
      if (newest?.phase === 'failed' && newest.attempt >= MOST_ATTEMPTS) {
        await leases.release(lease, run.operationId);
        throw new Fault('repository.failed', `the repository of ${namespace}: ${newest.failure?.message ?? 'unknown'}`);
      }
      // One that only starts is launched again: a Task may have died between Job and Secret.
      const starts = newest?.phase === 'starting';
      if (!starts) await removeHalfMade(location, repositoryPath(clusterRef.clusterId, namespace));
      await movers.launch(cluster, {
        operationId: run.operationId,
        volumeId,
        attempt: (newest?.attempt ?? 0) + (starts ? 0 : 1),
        role: 'repository',
        action: { kind: 'create-repository' },
        location,
        repository: { clusterId: clusterRef.clusterId, namespace },
        settings: { ...settings, activeDeadlineSeconds: JOB_SECONDS },
      });
    }
    return wait({ repositoriesMissing: missing.length });
  });
}

/**
 * A creation that was killed may leave kopia's first object without the format object that follows it: kopia then
 * neither creates ("found existing data") nor connects ("not initialized"). With the lease held and no Job of it
 * running, nobody writes there, so the remains can go. Where there is more, it is no creation's and stays as it is.
 */
async function removeHalfMade({ store }: Location, path: string): Promise<void> {
  const { keys } = await store.list(path);
  const names = keys.map(({ key }) => key.slice(path.length));
  if (names.includes('kopia.repository')) return;
  const others = names.filter((name) => name !== 'kopia.blobcfg');
  if (others.length > 0) {
    throw new Fault('repository.failed', `${path} holds data but no kopia repository; nothing was changed there`);
  }
  for (const { key } of keys) await store.delete(key);
}
