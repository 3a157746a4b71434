import type { RestoreSpec } from '../../domain/restore/restore-spec.ts';
import { countOutcomes } from '../../domain/restore/restored-object.ts';
import type { Simulation } from '../../domain/simulation/simulation.ts';
import type { SimulationOf } from '../../domain/simulation/simulation-of.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { openRestoring } from '../../manifests/restoring.ts';
import type { SealedBackup } from '../../manifests/sealed-backup.ts';
import { createTargetLook } from '../../manifests/target-look.ts';
import { openTrials } from '../../restore/objects/ask-target.ts';
import { createDecider } from '../../restore/objects/decide-fate.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { countsOf } from './count-objects.ts';
import { readQuotas } from './over-quota.ts';

interface Place {
  cluster: Cluster;
  backup: SealedBackup;
  volumes: readonly Volume[];
  existing: ReadonlySet<string>;
  madeHere: ReadonlySet<string>;
}

/** All that a look at the objects of a backup needs, as CheckTarget and RestoreResources have it; for one Task's time. */
export async function openTarget(
  { refs, spec, checkpoints, counts }: SimulationOf<'restore'>,
  found: Simulation,
  { cluster, backup, volumes, existing, madeHere }: Place,
) {
  const restore: RestoreSpec = spec.restore;
  const away = new Set<string>();
  const onUnavailable = (groupVersion: string) => away.add(groupVersion.split('/')[0] ?? '');
  const restoring = await openRestoring(cluster, backup, { refs, spec: restore }, { onUnavailable });
  const look = createTargetLook(cluster, restore, { existing, away });
  return {
    look,
    restoring,
    trials: openTrials(cluster, restore, backup, { existing, restoring }),
    quotas: await readQuotas(cluster, existing, checkpoints?.SimulateRestore?.quotaUse),
    decide: createDecider({ operation: { spec: restore }, backup, restoring, volumes, madeHere }),
    mapping: restore.namespaceMapping,
    objects: countsOf(found),
    outcomes: { ...countOutcomes([]), ...counts },
  };
}
