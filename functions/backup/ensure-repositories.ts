import type { BackupSpec } from '../domain/backup-spec.ts';
import { done } from '../domain/step-result.ts';
import { inScope, isOffloaded, namespacesOf } from '../domain/volume-sets.ts';
import { advanceRepositories } from '../runtime/repositories.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';
import { openOwnLocation } from '../runtime/upkeep/own-location.ts';

type Used = Pick<
  Services,
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * The location answers and has its marker, without which nobody could restore from the bucket alone. A Job makes each
 * repository that this backup writes to and that is not there yet, while the snapshots are cut; LaunchOffloads waits for it.
 */
export function ensureRepositories(services: Used): Step {
  const { ledger } = services;
  return step<BackupSpec>('EnsureRepositories', services, async (call) => {
    const { operation, run } = call;
    const location = await openOwnLocation(services, operation);
    const volumes = inScope(await ledger.readVolumes(run.operationId)).filter(isOffloaded);
    const namespaces = namespacesOf(volumes);
    const missing = await advanceRepositories(services, call, location, namespaces);
    return done({ repositories: namespaces.length, repositoriesMissing: missing });
  });
}
