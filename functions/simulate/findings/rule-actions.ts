import { findTargets, planActions } from '../../backup/rules/plan-actions.ts';
import { nobodyFrozen } from '../../domain/backup/rule-warnings.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import { MAX_ACTIONS, type PlannedActions } from '../../domain/simulation/simulation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { namespacesOf } from '../../domain/volume/volume-sets.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Problems } from './problems.ts';

/** As many as a backup says. */
const MAX_WARNINGS = 100;

/** In which containers the rules would run what, freeze after freeze, and of which actions no pod is there. */
export async function findActions(
  cluster: Cluster,
  { operationId }: { operationId: string },
  rules: BackupRules,
  pending: readonly Volume[],
  problems: Problems,
): Promise<{ actions: PlannedActions; warnings: string[] } | undefined> {
  // Where nothing is cut no rule is looked at, and the plan has said so.
  if (pending.length === 0) return { actions: { count: 0, actions: [] }, warnings: [] };
  const namespaces = namespacesOf(pending);
  const targets = await problems.orNoted(() => findTargets(cluster, rules, namespaces, { mustMatch: true }));
  if (!targets) return undefined;
  const planned: PlannedActions['actions'] = [];
  const warnings = [...targets.warnings];
  const groups = [...Map.groupBy(pending, ({ group }) => group)].toSorted(([a], [b]) => a - b);
  for (const [number, volumes] of groups) {
    const group = { number, namespaces: namespacesOf(volumes) };
    const runs = await problems.orNoted(async () => planActions(operationId, group, rules, targets.found));
    if (runs?.length === 0) warnings.push(nobodyFrozen(group.namespaces));
    for (const { does, action, namespace, pod, container } of runs ?? []) {
      planned.push({ group: number, does, action, namespace, pod, container });
    }
  }
  const actions = { count: planned.length, actions: planned.slice(0, MAX_ACTIONS) };
  return { actions, warnings: warnings.slice(0, MAX_WARNINGS) };
}
