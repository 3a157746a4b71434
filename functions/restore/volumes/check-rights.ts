import { Fault } from '../../domain/errors.ts';
import { targetClaimOf } from '../../domain/restore/restore-plan.ts';
import type { VolumePlan } from '../../domain/volume/volume.ts';
import type { Access, Cluster } from '../../services/cluster/cluster.ts';
import { wordsOf } from '../../services/cluster/permissions.ts';

/**
 * Rights without which volumes are not handed over: all of their data would have been brought before that fails.
 * @throws Fault Permanent `cluster.forbidden`, naming each
 */
export async function checkRights(cluster: Cluster, volumes: readonly VolumePlan[]): Promise<void> {
  if (volumes.length === 0) return;
  const namespaces = new Set(volumes.map((volume) => targetClaimOf(volume).namespace));
  const wanted: Access[] = [
    { verb: 'get', group: '', resource: 'persistentvolumes' },
    ...[...namespaces].map((namespace) => ({ verb: 'get', group: '', resource: 'persistentvolumeclaims', namespace })),
  ];
  const denied = (await cluster.denied(wanted)).map(wordsOf);
  if (denied.length === 0) return;
  throw new Fault('cluster.forbidden', `the restore identity may not ${denied.join(', ')}`, { details: { denied } });
}
