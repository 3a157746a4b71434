import type { BackupOperation } from '../domain/operation/operation.ts';
import { done } from '../domain/operation/step-result.ts';
import { type Freeze, hasExpired, openFreeze, withFreeze, withNewFreeze } from '../domain/rule/freeze.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { currentGroup, inPhase, inScope, namespacesOf } from '../domain/volume/volume-sets.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import { armAll } from './rules/arm-all.ts';
import type { On } from './rules/exec-action.ts';
import { findTargets, planActions } from './rules/plan-actions.ts';
import { expired, quiesce } from './rules/quiesce.ts';
import { takeNamespaces } from './rules/quiesce-lease.ts';
import { readBackup, readPlanned, update, warn } from './rules/record.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>;

/**
 * Quiesces the applications of the freeze group that is cut next: takes their namespaces, arms in each container the timer that
 * thaws it at the deadline whatever becomes of us, then runs the pre-exec actions one after the other. Whatever it throws,
 * RunPostExecRules comes next.
 */
export function runPreExecRules(services: Dependencies): Step {
  const { clock, clusters, ledger } = services;
  return step('backup', 'RunPreExecRules', services, async ({ operation, run, remainingMs, wait }) => {
    const { rules } = operation.spec;
    const volumes = await ledger.readVolumes(run.operationId);
    const cluster = await clusters.open(operation.refs.cluster, 'backup');
    const group = groupToFreeze(operation, volumes);
    if (!rules || !group) return done();
    const on: On = { services, cluster, run, rules };
    if (!openFreeze(operation)) {
      const taken = await takeNamespaces(services, { operation, run }, group.namespaces, rules.maxFreezeSeconds);
      if (taken !== undefined) return wait({ waitingForNamespace: 1 });
    }
    const freeze = await plan(on, group, volumes);
    const { until } = freeze;
    if (until === undefined) return done();
    if (hasExpired(freeze, clock.now())) return expired(rules, until);
    await armAll(on, await readPlanned(ledger, run, freeze), until);
    return await quiesce(on, { actions: await readPlanned(ledger, run, freeze), until, remainingMs });
  });
}

interface Group {
  number: number;
  namespaces: string[];
}

/** Undefined when there is nothing to cut, or its application has thawed and it is cut all the same. */
function groupToFreeze(operation: BackupOperation, volumes: readonly VolumeRow[]): Group | undefined {
  const open = openFreeze(operation);
  const next = currentGroup(volumes)[0]?.group;
  const number = open?.group ?? next;
  const last = operation.freezes?.at(-1);
  if (number === undefined || (!open && last?.group === number)) return undefined;
  return { number, namespaces: namespacesOf(inScope(volumes).filter((volume) => volume.group === number)).toSorted() };
}

/** The freeze, with rows for all that is to run in it: of the pods that run when it begins, once. */
async function plan(on: On, group: Group, volumes: readonly VolumeRow[]): Promise<Freeze> {
  const { run, rules, cluster, services } = on;
  const { clock, ledger } = services;
  const { number } = group;
  let operation = await readBackup(ledger, run);
  const open = openFreeze(operation);
  if (open?.actions !== undefined) return open;
  // That an action matches nothing at all is found before the first application is frozen.
  const isFirst = (operation.freezes ?? []).every((one) => one === open);
  const namespaces = isFirst ? namespacesOf(inPhase(volumes, 'Pending')) : group.namespaces;
  const { found, warnings } = await findTargets(cluster, rules, namespaces, { mustMatch: isFirst });
  if (isFirst) operation = await warn(ledger, operation, warnings);
  const planned = planActions(run.operationId, group, rules, found);
  const begun: Freeze = { group: number, namespaces: group.namespaces.slice(0, 20) };
  if (!open) operation = await update(ledger, run, { freezes: withNewFreeze(operation, begun) });
  await ledger.putActions(run, planned);
  const until = new Date(clock.now().getTime() + rules.maxFreezeSeconds * 1000).toISOString();
  const isFrozen = planned.some(({ does }) => does === 'preExec');
  const changes = { actions: planned.length, ...(isFrozen ? { until } : {}) };
  // Until this is written nothing is armed, and nothing has begun.
  const { freezes } = await update(ledger, run, { freezes: withFreeze(operation, changes) });
  return freezes?.at(-1) ?? { ...begun, ...changes };
}
