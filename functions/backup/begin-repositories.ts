import { isUploaded } from '../domain/backup/methods.ts';
import { done } from '../domain/operation/step-result.ts';
import { inScope, namespacesOf } from '../domain/volume/volume-sets.ts';
import { openOwnLocation } from '../operations/own-location.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { advanceRepositories } from './repositories/repositories.ts';

type Dependencies = Uses<
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Each location answers and has its marker, without which nobody could restore from the bucket alone. Of each repository
 * that this backup writes to and that is not there yet the creation is begun, by a Job, while the snapshots are taken:
 * LaunchOffloads and CheckOffloads wait for it.
 */
export function beginRepositories(services: Dependencies): Step {
  const { ledger } = services;
  return step('backup', 'BeginRepositories', services, async (call) => {
    const { operation } = call;
    const { transfers, volumes } = await ledger.readTransfers(operation);
    const namespaces = namespacesOf(inScope(volumes).filter(isUploaded));
    const counts = { repositories: 0, repositoriesMissing: 0 };
    for (const ref of operation.refs.locations) {
      const location = await openOwnLocation(services, ref);
      const missing = await advanceRepositories(services, call, location, { namespaces, transfers });
      counts.repositories += namespaces.length;
      counts.repositoriesMissing += missing.length;
    }
    return done(counts);
  });
}
