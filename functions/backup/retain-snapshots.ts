import { Fault, failureOf } from '../domain/errors.ts';
import { selectorOf } from '../domain/manifest/labels.ts';
import type { BackupOperation, Run } from '../domain/operation/operation.ts';
import { branch, done, waiting } from '../domain/operation/step-result.ts';
import { type Freeze, hasExpired, openFreeze, withFreeze } from '../domain/rule/freeze.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { inPhase, inScope } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, type StepCall, stepLookingOften } from '../platform/step.ts';
import { isoNow } from '../services/clock/clock.ts';
import { VOLUME_SNAPSHOT } from '../services/cluster/kinds.ts';
import { readBackup } from './rules/record.ts';
import { groupToCut } from './snapshots/group-to-cut.ts';
import { followVolumes, type On, retainSnapshot, terminating } from './snapshots/retain-snapshot.ts';

const CONCURRENCY = 16;
const WATCH_MS = 200;
const LONGEST_WATCH_MS = 20_000;
/** Of the function's time, for one more look at a cluster that is slow. */
const WATCH_RESERVE_MS = 40_000;

/**
 * Every snapshot of the group is cut: creationTime and handle are there, whatever readyToUse says. Each is recorded and
 * its content set to Retain at once: from here a deleted namespace no longer takes the snapshot with it. Where an application
 * stands still, it is thawed before that: 50 volumes take longer to be kept than to be cut.
 *
 * An error of a snapshot is waited out until snapshotTimeout, since the controller retries; one that is known to be
 * hopeless ends the backup at once.
 */
export function retainSnapshots(services: Uses<'clock' | 'clusters' | 'config' | 'ledger' | 'log'>): Step {
  const { clock, clusters, config, ledger } = services;
  return stepLookingOften('backup', 'RetainSnapshots', services, async (call) => {
    const { operation, run, secondsInStage, wait } = call;
    const { operationId } = run;
    const { installationId } = config;
    const rows = followVolumes(ledger, run, await ledger.readVolumes(operationId));
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const freeze = openFreeze(operation);
    const cut = new Set<string>();
    const on: On = { cluster, rows, installationId, operationId, ...(freeze ? { cut } : {}) };
    const uncutNow = () => uncutOf(rows.now()).filter(({ volumeId }) => !cut.has(volumeId));
    const began = clock.now().getTime();
    await lookAtAll(on, operation);
    // An application stands still: the machine's Wait takes longer than most cuts.
    while (freeze && uncutNow().length > 0 && isWatching(call, freeze, began, clock.now())) {
      await clock.sleep(WATCH_MS);
      await lookAtAll(on, operation);
    }

    const volumes = inScope(rows.now());
    const uncut = uncutNow();
    const isMore = inPhase(volumes, 'Pending').length > 0;
    const counts = {
      volumes: volumes.length,
      cut: volumes.length - inPhase(volumes, 'SnapshotPending', 'Pending').length + cut.size,
    };
    if (freeze && uncut.length === 0) {
      await noteCut(services, run, freeze);
      return branch('thaw', counts);
    }
    if (uncut.length === 0) return isMore ? branch('next-group', counts) : done(counts);
    // RunPostExecRules says what becomes of the backup.
    if (freeze && hasExpired(freeze, clock.now())) return branch('thaw', counts);
    const limit = operation.spec.settings.snapshotTimeoutSeconds;
    if (secondsInStage <= limit) return freeze ? waiting(1, counts) : wait(counts);
    const fault = whyUncut(uncut, limit);
    for (const volume of uncut) {
      await rows.update(volume, { phase: 'Failed', reason: volume.reason ?? failureOf(fault) });
    }
    throw fault;
  });
}

/** One LIST, whatever the number of volumes. @throws Fault of the first that has failed for good */
async function lookAtAll(on: On, operation: BackupOperation): Promise<void> {
  const { cluster, rows, installationId, operationId } = on;
  const pending = inPhase(groupToCut(operation, rows.now()), 'SnapshotPending');
  const group = pending.filter(({ volumeId }) => on.cut?.has(volumeId) !== true);
  const labelSelector = selectorOf(installationId, operationId, ['snapshot']);
  const snapshots = group.length > 0 ? await cluster.listAll(VOLUME_SNAPSHOT, { labelSelector }) : [];
  const failed: Fault[] = [];
  await inParallel(group, CONCURRENCY, async (volume) => {
    const { namespace, snapshotName } = volume;
    const own = snapshots.find(({ metadata }) => metadata.namespace === namespace && metadata.name === snapshotName);
    const fault = await retainSnapshot(on, volume, own);
    if (fault) failed.push(fault);
  });
  const [first] = failed;
  if (first) throw first;
}

/** Once: another delivery may have noted it, or ended the freeze. */
async function noteCut({ clock, ledger }: Uses<'clock' | 'ledger'>, run: Run, { group }: Freeze): Promise<void> {
  const operation = await readBackup(ledger, run);
  const open = openFreeze(operation);
  if (open?.group !== group || open.cutAt) return;
  await ledger.updateOperation(run, { freezes: withFreeze(operation, { cutAt: isoNow(clock) }) });
}

function uncutOf(volumes: readonly VolumeRow[]): VolumeRow[] {
  return inPhase(inScope(volumes), 'SnapshotPending');
}

/** Whether it stays and looks again: for some seconds, while the function has time, until the application thaws by itself. */
function isWatching(
  { remainingMs }: Pick<StepCall<'backup'>, 'remainingMs'>,
  freeze: Freeze,
  began: number,
  now: Date,
): boolean {
  return remainingMs() > WATCH_RESERVE_MS && now.getTime() - began < LONGEST_WATCH_MS && !hasExpired(freeze, now);
}

function whyUncut(uncut: readonly VolumeRow[], limit: number): Fault {
  const leaving = uncut.filter(({ reason }) => reason?.code === 'volume.terminating');
  if (leaving.length > 0) return terminating(leaving);
  const names = uncut.map(({ namespace, pvc, reason }) => `${namespace}/${pvc}${reason ? ` (${reason.message})` : ''}`);
  const message = `snapshots were not taken after ${limit} s (snapshotTimeout): ${names.slice(0, 5).join('; ')}`;
  return new Fault('snapshot.timeout', message);
}
