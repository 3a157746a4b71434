import { Fault } from '../domain/errors.ts';
import { done } from '../domain/operation/step-result.ts';
import { plainContext } from '../domain/restore/restore-context.ts';
import { isOntoSource } from '../domain/restore/restore-plan.ts';
import { inPhase } from '../domain/volume/volume-sets.ts';
import { openSealedBackup, readKind } from '../manifests/sealed-backup.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, stepLookingOften } from '../platform/step.ts';
import { PVC, STORAGE_CLASS } from '../services/cluster/kinds.ts';
import { type HandOver, handOverVolume } from './volumes/hand-over-volume.ts';

const CONCURRENCY = 8;
const BIND_TIMEOUT_SECONDS = 900;

/** Gives each filled volume to its claim in the target namespace; see volumes/hand-over-volume. */
export function handOverVolumes(services: Uses<'clock' | 'clusters' | 'ledger' | 'locations' | 'log'>): Step {
  const { clusters, ledger } = services;
  return stepLookingOften('restore', 'HandOverVolumes', services, async ({ operation, run, secondsInStage, wait }) => {
    const volumes = await ledger.readVolumes(run.operationId);
    const open = inPhase(volumes, 'Binding');
    if (open.length === 0) return done({ volumes: volumes.length, bound: volumes.length });
    const cluster = await clusters.open(operation.refs.cluster, 'restore');
    const { namespaceMapping, storageClassMapping } = operation.spec;
    const context = plainContext(namespaceMapping, isOntoSource(operation));
    const backup = await openSealedBackup(services, operation);
    const manifests = await readKind(backup, PVC.kind, ({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const classes = new Map((await cluster.listAll(STORAGE_CLASS)).map((one) => [one.metadata.name, one]));
    const handOver: HandOver = { services, cluster, run, context, storageClassMapping, manifests, classes };
    let bound = volumes.length - open.length;

    await inParallel(open, CONCURRENCY, async (volume) => {
      if (await handOverVolume(handOver, volume)) bound += 1;
    });

    if (bound === volumes.length) return done({ volumes: volumes.length, bound });
    if (secondsInStage <= BIND_TIMEOUT_SECONDS) return wait({ volumes: volumes.length, bound });
    const names = open.map(({ restored, pvc }) => `${restored?.namespace}/${pvc}`).join(', ');
    throw new Fault('restore.incomplete', `claims were not bound after ${BIND_TIMEOUT_SECONDS} s: ${names}`);
  });
}
