import type { BackupSpec } from '../domain/backup-spec.ts';
import { keptCopies } from '../domain/local-copies.ts';
import type { Run } from '../domain/operation.ts';
import { done, waiting } from '../domain/step-result.ts';
import type { Volume } from '../domain/volume.ts';
import { removeAll } from '../runtime/cleanup/remove-all.ts';
import type { Services } from '../runtime/services.ts';
import { failureOfMachine, type Step, step } from '../runtime/step.ts';

const RESIDUAL_AFTER_SECONDS = 600;

/**
 * Removes everything of this operation from the cluster but the local copies that are kept, on every path; done when a
 * LIST by the operation's label finds nothing more. After a takeover an empty LIST is believed only once a Lambda of
 * the lost execution can no longer run. What will not go in ten minutes is recorded, and the sweep comes back for it.
 */
export function cleanUp(services: Pick<Services, 'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, leases, ledger } = services;
  return step<BackupSpec>(
    'CleanUp',
    services,
    async ({ operation, run, payload, secondsInStage, wait }) => {
      const caught = payload.state?.failure;
      if (caught?.Error && !operation.error) await ledger.recordError(run, failureOfMachine(caught));
      const error = operation.error ?? (caught?.Error ? failureOfMachine(caught) : undefined);
      const volumes = await ledger.readVolumes(run.operationId);
      const sealed = (await ledger.readCopies(run.operationId)).some(({ sealedAt }) => sealedAt);
      const keep = keptCopies(operation.spec, volumes, sealed ? undefined : error?.code);

      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const left = await removeAll(cluster, config.installationId, run.operationId, keep);
      const doubt = run.epoch > 1 ? config.takeoverGraceSeconds - secondsInStage : 0;
      if (left.length === 0 && doubt > 0) return waiting(Math.ceil(Math.min(doubt, 60)), { left: 0 });
      if (left.length > 0 && secondsInStage < RESIDUAL_AFTER_SECONDS) return wait({ left: left.length });

      await recordCopies(run, volumes, keep, sealed ? 'backup' : 'retry');
      // One that ends while it creates a repository would keep the next backup waiting until the lease expires.
      for (const lease of operation.repositoryLeases ?? []) await leases.release(lease, run.operationId);
      await ledger.updateOperation(run, { cleanedAt: clock.now().toISOString(), residuals: left.slice(0, 100) });
      return done({ left: left.length, kept: keep.size });
    },
    { always: true },
  );

  async function recordCopies(
    run: Run,
    volumes: readonly Volume[],
    keep: ReadonlySet<string>,
    keptFor: 'backup' | 'retry',
  ): Promise<void> {
    const at = clock.now().toISOString();
    for (const { volumeId, localCopy } of volumes) {
      if (!localCopy) continue;
      const fate = keep.has(volumeId) ? { keptFor } : { releasedAt: at };
      await ledger.updateVolume(run, volumeId, { localCopy: { ...localCopy, ...fate } });
    }
  }
}
