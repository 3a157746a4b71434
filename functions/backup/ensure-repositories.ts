import type { BackupSpec } from '../domain/backup-spec.ts';
import { Fault } from '../domain/errors.ts';
import { done } from '../domain/step-result.ts';
import { inScope, isOffloaded, namespacesOf } from '../domain/volume-sets.ts';
import { advanceRepositories } from '../runtime/repositories.ts';
import type { Services } from '../runtime/services.ts';
import { type Step, step } from '../runtime/step.ts';

type Used = Pick<
  Services,
  'clock' | 'clusters' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * The location answers, and a Job makes each repository that this backup writes to and that is not there yet. It is made
 * while the snapshots are cut; LaunchOffloads waits for it.
 */
export function ensureRepositories(services: Used): Step {
  const { ledger, locations } = services;
  return step<BackupSpec>('EnsureRepositories', services, async (call) => {
    const { operation, run } = call;
    if (!operation.refs.location) throw new Fault('internal', 'the backup names no location');
    const location = await locations.open(operation.refs.location);
    await location.store.get('snapferry.json');
    const volumes = inScope(await ledger.readVolumes(run.operationId)).filter(isOffloaded);
    const namespaces = namespacesOf(volumes);
    const missing = await advanceRepositories(services, call, location, namespaces);
    return done({ repositories: namespaces.length, repositoriesMissing: missing });
  });
}
