import { findTargets, planActions } from '../../backup/rules/plan-actions.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import { BEFORE_THAW_SECONDS } from '../../domain/rule/freeze.ts';
import { secondsOf } from '../../domain/settings/settings.ts';
import { MAX_ACTIONS, type PlannedActions } from '../../domain/simulation/simulation.ts';
import type { Volume } from '../../domain/volume/volume.ts';
import { namespacesOf } from '../../domain/volume/volume-sets.ts';
import type { Cluster } from '../../services/cluster/cluster.ts';
import type { Problems } from './problems.ts';

/** In which containers the rules would run what, freeze after freeze, and of which actions no pod is there. */
export async function findActions(
  cluster: Cluster,
  { operationId }: { operationId: string },
  rules: BackupRules,
  pending: readonly Volume[],
  problems: Problems,
): Promise<{ actions: PlannedActions; warnings: string[] } | undefined> {
  const namespaces = namespacesOf(pending);
  const targets = await problems.orNoted(() => findTargets(cluster, rules, namespaces, { mustMatch: true }));
  if (!targets) return undefined;
  const planned: PlannedActions['actions'] = [];
  const groups = [...Map.groupBy(pending, ({ group }) => group)].toSorted(([a], [b]) => a - b);
  for (const [number, volumes] of groups) {
    const group = { number, namespaces: namespacesOf(volumes) };
    const runs = await problems.orNoted(async () => planActions(operationId, group, rules, targets.found));
    for (const { does, action, namespace, pod, container } of runs ?? []) {
      planned.push({ group: number, does, action, namespace, pod, container });
    }
  }
  const actions = { count: planned.length, actions: planned.slice(0, MAX_ACTIONS) };
  return { actions, warnings: [...targets.warnings, ...endedEarly(rules)] };
}

/** An action before the cut that has less time than it asks for, since the thaw comes whatever it does. */
function endedEarly({ preExec, maxFreezeSeconds }: BackupRules): string[] {
  const left = maxFreezeSeconds - BEFORE_THAW_SECONDS;
  return (preExec?.actions ?? []).flatMap(({ timeout }, n) =>
    secondsOf(timeout) > left
      ? `action ${n} of rule ${preExec?.name} has a timeout of ${timeout}, and with a maxFreeze of ${maxFreezeSeconds} s it is ended after ${left} s at the latest`
      : [],
  );
}
