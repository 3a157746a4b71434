import type { BackupSpec } from '../domain/backup-spec.ts';
import { Fault } from '../domain/errors.ts';
import { volumeIdOf } from '../domain/ids.ts';
import { done } from '../domain/step-result.ts';
import { inScope, isOffloaded } from '../domain/volume-sets.ts';
import { moverSettingsOf } from '../runtime/mover-settings.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';

const MOST_ATTEMPTS = 3;
/** Longer than a creation takes; a holder that dies gives way after it. */
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
    for (const namespace of missing) {
      const key = { locationUid: location.locationUid, clusterId: clusterRef.clusterId, namespace };
      const lease = `repository#${key.locationUid}#${key.clusterId}#${namespace}`;
      if ((await leases.acquire(lease, run.operationId, LEASE_SECONDS)) === undefined) continue;
      // The Job of a repository is named by its namespace, as a volume's is by its claim.
      const volumeId = volumeIdOf(`repository/${namespace}`);
      const newest = states.filter((state) => state.volumeId === volumeId).sort((a, b) => b.attempt - a.attempt)[0];
      if (newest?.phase === 'succeeded') {
        await repositories.recordCreated(key);
        await leases.release(lease, run.operationId);
        continue;
      }
      if (newest && newest.phase !== 'failed') continue;
      if (newest && newest.attempt >= MOST_ATTEMPTS) {
        await leases.release(lease, run.operationId);
        throw new Fault('repository.failed', `the repository of ${namespace}: ${newest.failure?.message ?? 'unknown'}`);
      }
      await movers.launch(cluster, {
        operationId: run.operationId,
        volumeId,
        attempt: (newest?.attempt ?? 0) + 1,
        role: 'repository',
        action: { kind: 'create-repository' },
        location,
        repository: { clusterId: clusterRef.clusterId, namespace },
        settings,
      });
    }
    return wait({ repositoriesMissing: missing.length });
  });
}
