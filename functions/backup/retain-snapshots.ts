import { Fault, failureOf } from '../domain/errors.ts';
import { selectorOf } from '../domain/manifest/labels.ts';
import { branch, done } from '../domain/operation/step-result.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { currentGroup, inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingTwice } from '../platform/step.ts';
import { VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';
import { followVolumes, retainSnapshot, terminating } from './snapshots/retain-snapshot.ts';

const CONCURRENCY = 16;

/**
 * Every snapshot of the group is cut: creationTime and handle are there, whatever readyToUse says. Each is recorded and
 * its content set to Retain at once: from here a deleted namespace no longer takes the snapshot with it.
 *
 * An error of a snapshot is waited out until snapshotTimeout, since the controller retries; one that is known to be
 * hopeless ends the backup at once.
 */
export function retainSnapshots(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clusters, config, ledger } = services;
  return stepLookingTwice('backup', 'RetainSnapshots', services, async ({ operation, run, secondsInStage, wait }) => {
    const { operationId } = run;
    const { installationId } = config;
    const rows = followVolumes(ledger, run, await ledger.readVolumes(operationId));
    const group = currentGroup(rows.now());
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const labelSelector = selectorOf(installationId, operationId, ['snapshot']);
    const snapshots = group.length > 0 ? await cluster.listAll(VOLUME_SNAPSHOT, { labelSelector }) : [];
    const failed: Fault[] = [];
    await inParallel(group, CONCURRENCY, async (volume) => {
      const { namespace, snapshotName } = volume;
      const own = snapshots.find(({ metadata }) => metadata.namespace === namespace && metadata.name === snapshotName);
      const fault = await retainSnapshot({ cluster, rows, installationId, operationId }, volume, own);
      if (fault) failed.push(fault);
    });
    const [first] = failed;
    if (first) throw first;

    const volumes = inScope(rows.now());
    const uncut = inPhase(volumes, 'SnapshotPending');
    const isMore = inPhase(volumes, 'Pending').length > 0;
    const counts = {
      volumes: volumes.length,
      cut: volumes.length - inPhase(volumes, 'SnapshotPending', 'Pending').length,
    };
    if (uncut.length === 0) return isMore ? branch('next-group', counts) : done(counts);
    const limit = operation.spec.settings.snapshotTimeoutSeconds;
    if (secondsInStage <= limit) return wait(counts);
    const fault = whyUncut(uncut, limit);
    for (const volume of uncut) {
      await rows.update(volume, { phase: 'Failed', reason: volume.reason ?? failureOf(fault) });
    }
    throw fault;
  });
}

function whyUncut(uncut: readonly VolumeRow[], limit: number): Fault {
  const leaving = uncut.filter(({ reason }) => reason?.code === 'volume.terminating');
  if (leaving.length > 0) return terminating(leaving);
  const names = uncut.map(({ namespace, pvc, reason }) => `${namespace}/${pvc}${reason ? ` (${reason.message})` : ''}`);
  const message = `snapshots were not taken after ${limit} s (snapshotTimeout): ${names.slice(0, 5).join('; ')}`;
  return new Fault('snapshot.timeout', message);
}
