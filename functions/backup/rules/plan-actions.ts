import { Fault } from '../../domain/errors.ts';
import { listOf } from '../../domain/manifest/manifest.ts';
import { nameSome } from '../../domain/name-some.ts';
import { type ActionRun, containerKeyOf, newActionRun } from '../../domain/rule/action-run.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import type { Action } from '../../domain/rule/rule-spec.ts';
import { requirementsOf } from '../../domain/selectors/label-selector.ts';
import { selectorTextOf } from '../../domain/selectors/requirement.ts';
import type { Cluster, KubeObject } from '../../services/cluster/cluster.ts';
import { POD } from '../../services/cluster/kinds.ts';

/** Which container kubectl takes where none is named; sidecars often come first. */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';
/** Up to so many namespaces are asked one by one, else all of the cluster at once. */
const FEW = 5;
/** All of them are frozen, and thawed, within the one deadline. */
const MAX_RUNS = 500;
const UID = /^[\w-]{1,64}$/;

/** A container in which an action would run. */
interface Target {
  namespace: string;
  pod: string;
  podUid: string;
  container: string;
}

interface RuleTargets {
  preExec: Target[][];
  postExec: Target[][];
}

/**
 * The containers that each action of the rules has, in these namespaces: in pods that run and are not on their way out.
 * @throws Fault Permanent `rule.no_match` where an action that must match has no pod in any of them, `exec.container_not_found`
 */
export async function findTargets(
  cluster: Cluster,
  rules: BackupRules,
  namespaces: readonly string[],
  { mustMatch }: { mustMatch: boolean },
) {
  const found: RuleTargets = { preExec: [], postExec: [] };
  const warnings: string[] = [];
  for (const does of ['preExec', 'postExec'] as const) {
    const rule = rules[does];
    for (const [n, action] of (rule?.actions ?? []).entries()) {
      const targets = await targetsOf(cluster, action, namespaces);
      found[does].push(targets);
      if (targets.length > 0) continue;
      const message = `action ${n} of rule ${rule?.name} matches no running pod (${selectorOf(action)}) in namespace ${nameSome(namespaces, 5)}`;
      if (mustMatch && action.onNoMatch === 'fail') throw new Fault('rule.no_match', message);
      warnings.push(message);
    }
  }
  return { found, warnings };
}

/**
 * What is to run for one freeze group: the actions before the cut; and what thaws: every action after it, and of each container
 * that none of those is for the undo of what was done in it.
 */
export function planActions(
  operationId: string,
  group: { number: number; namespaces: readonly string[] },
  rules: BackupRules,
  { preExec, postExec }: RuleTargets,
): ActionRun[] {
  const within = new Set(group.namespaces);
  const mine = (targets: readonly Target[]) => targets.filter(({ namespace }) => within.has(namespace));
  const thawed = new Set(postExec.flatMap(mine).map(containerKeyOf));
  const places = [
    ...preExec.flatMap((targets, action) => mine(targets).map((one) => ({ does: 'preExec' as const, action, ...one }))),
    ...preExec.flatMap((targets, action) => {
      const isUndone = rules.preExec?.actions[action]?.undo !== undefined;
      const alone = isUndone ? mine(targets).filter((one) => !thawed.has(containerKeyOf(one))) : [];
      return alone.map((one) => ({ does: 'undo' as const, action, ...one }));
    }),
    ...postExec.flatMap((targets, action) =>
      mine(targets).map((one) => ({ does: 'postExec' as const, action, ...one })),
    ),
  ];
  if (places.length > MAX_RUNS) {
    const message = `the rules have ${places.length} commands to run in namespace ${nameSome(group.namespaces, 5)}, and ${MAX_RUNS} are the most for one freeze: select fewer pods, or quiesce by namespace`;
    throw new Fault('rule.failed', message);
  }
  return places.map((place, n) => newActionRun(operationId, group.number, n, place));
}

async function targetsOf(cluster: Cluster, action: Action, namespaces: readonly string[]): Promise<Target[]> {
  const labelSelector = selectorOf(action);
  const wanted = new Set(namespaces);
  const listed: KubeObject[] = [];
  if (namespaces.length > FEW) listed.push(...(await cluster.listAll(POD, { labelSelector })));
  else for (const namespace of namespaces) listed.push(...(await cluster.listAll(POD, { namespace, labelSelector })));
  const running = listed
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && status?.phase === 'Running')
    .filter(({ metadata: { namespace, uid } }) => wanted.has(namespace ?? '') && UID.test(uid ?? ''))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const seen = new Set<string>();
  return running.flatMap((pod) => {
    const { namespace = '', name, uid = '' } = pod.metadata;
    if (action.runInSinglePod && seen.has(namespace)) return [];
    seen.add(namespace);
    return { namespace, pod: name, podUid: uid, container: containerOf(pod, action) };
  });
}

function containerOf({ metadata, spec }: KubeObject, { container }: Action): string {
  const names = listOf(spec?.containers).map(({ name }) => String(name));
  const preferred = metadata.annotations?.[DEFAULT_CONTAINER];
  const found = container ?? names.find((name) => name === preferred) ?? names[0];
  if (found !== undefined && names.includes(found)) return found;
  const message = `pod ${metadata.namespace}/${metadata.name} has no container ${container}: it has ${names.join(', ')}`;
  throw new Fault('exec.container_not_found', message);
}

function selectorOf({ podSelector }: Action): string {
  return selectorTextOf(requirementsOf(podSelector));
}

function nameOf({ metadata: { namespace, name } }: KubeObject): string {
  return `${namespace}/${name}`;
}
