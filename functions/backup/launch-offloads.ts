import { locationOf } from '../domain/operation/refs.ts';
import { done, waiting } from '../domain/operation/step-result.ts';
import { isDue, isOfData } from '../domain/transfer/transfer.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import { launchDue } from '../transfers/launch.ts';
import { advanceRepositories, uploadLimit } from './repositories/repositories.ts';
import { prepareUploads } from './uploads/prepare-uploads.ts';

type Dependencies = Uses<
  'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'locations' | 'log' | 'movers' | 'repositories'
>;

/**
 * Starts as many uploads as the cluster's limit allows, each once the repository that it writes to is there. What it starts
 * is followed from then on: CheckOffloads comes back once another one can start.
 */
export function launchOffloads(services: Dependencies): Step {
  const { clock, clusters, ledger, locations } = services;
  return stepLookingOften('backup', 'LaunchOffloads', services, async (call) => {
    const { operation, wait } = call;
    const { transfers, volumes: all } = await ledger.readTransfers(operation);
    const volumes = new Map(inPhase(all, 'Adopted').map((volume) => [volume.volumeId, volume]));
    const uploads = transfers.filter(isOfData);
    const due = uploads.filter((one) => isDue(one, clock.now()) && volumes.has(one.volumeId ?? ''));
    const counts = { volumes: uploads.length, waiting: due.length, launched: 0 };
    if (due.length === 0) return done(counts);

    const location = await locations.open(locationOf(operation));
    const namespaces = [...new Set(due.map(({ repository }) => repository.namespace))];
    const missing = await advanceRepositories(services, call, location, { namespaces, transfers });
    const ready = due.filter(({ repository }) => !missing.includes(repository.namespace));
    const repositoriesMissing = missing.length;
    // What runs is followed there, and what is missing advanced.
    const isRunning = uploads.some(({ phase }) => phase === 'Running');
    if (ready.length === 0 && isRunning) return done({ ...counts, repositoriesMissing });
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const on = { cluster, location, volumes };
    const { moverLimit } = operation.spec.settings;
    if (ready.length === 0) {
      const isFirstLook = operation.turns === 1;
      if (isFirstLook) await (await prepareUploads(services, call, on, { due, limit: moverLimit })).makeClaimsAhead();
      return wait({ ...counts, repositoriesMissing });
    }
    const limit = uploadLimit(moverLimit, missing);
    const { begin, share } = await prepareUploads(services, call, on, { due: ready, limit });
    const { status, launched } = await launchDue(services, call, { cluster, limit, share }, ready, begin);
    const now = { ...counts, launched, waiting: due.length - launched, repositoriesMissing };
    if (status === 'done') return done(now);
    return waiting(status === 'busy' ? 1 : 0, now);
  });
}
