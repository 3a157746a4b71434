import { readSnapshotClasses } from '../../cluster-objects/read-claims.ts';
import { inGroups } from '../../domain/backup/freeze-groups.ts';
import { ruleWarnings } from '../../domain/backup/rule-warnings.ts';
import { type Claim, judgeVolumes } from '../../domain/backup/selection.ts';
import { allowanceOf } from '../../domain/schedule/schedule-spec.ts';
import type { Uses } from '../../platform/services.ts';
import { readSchedule } from '../../scheduling/read-schedule.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import { type AskedBackup, selectNow } from './select-now.ts';

/**
 * What a backup would take now: its selection, a row for each volume, and what it is refused for. A backup is made of it,
 * and a simulation shows it.
 * @throws Fault those of selectNow
 */
export async function planNow(services: Uses<'catalog' | 'ledger' | 'slots'>, cluster: Cluster, asked: AskedBackup) {
  const { claims, ...selected } = await selectNow(services, cluster, asked);
  const allowed = await withAllowances(services, asked, claims);
  const classes = await readSnapshotClasses(cluster);
  const { volumes, refusals } = judgeVolumes(allowed, classes, selected.spec);
  const warnings = [...selected.warnings, ...ruleWarnings(selected.spec.rules, volumes)];
  return { volumes: inGroups(volumes, selected.spec), refusals, selected: { ...selected, warnings } };
}

/** What the schedule says may be deleted does not keep its run from backing up all else. */
async function withAllowances(services: Uses<'catalog' | 'slots'>, { slot }: AskedBackup, claims: readonly Claim[]) {
  const bound = slot && (await readSchedule(services, slot.schedule.uid));
  if (!bound) return [...claims];
  const allowance = allowanceOf(bound.item.name, bound.item.spec);
  return claims.map((claim) => {
    const mayBeLeftOut = allowance(`${claim.namespace}/${claim.name}`);
    return mayBeLeftOut ? { ...claim, mayBeLeftOut } : claim;
  });
}
