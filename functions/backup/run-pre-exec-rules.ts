import { Fault } from '../domain/errors.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import { branch, done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import {
  type ActionRun,
  actionOf,
  containerKeyOf,
  inTurn,
  placeOf,
  timeoutOf,
  undoneBy,
} from '../domain/rule/action-run.ts';
import type { BackupRules } from '../domain/rule/backup-rules.ts';
import {
  type Freeze,
  hasExpired,
  isLimitedByThaw,
  openFreeze,
  withFreeze,
  withNewFreeze,
} from '../domain/rule/freeze.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { currentGroup, inPhase, inScope, namespacesOf } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { On } from './rules/exec-action.ts';
import { CONTAINERS_AT_ONCE, followActions, RESERVE_MS } from './rules/follow-actions.ts';
import { findTargets, planActions } from './rules/plan-actions.ts';
import { takeNamespaces } from './rules/quiesce-lease.ts';
import { faultOf, readBackup, readPlanned, update, warn } from './rules/record.ts';
import { runCommand } from './rules/run-command.ts';
import { arm } from './rules/thaw.ts';

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
    const isOver = () => hasExpired(freeze, clock.now());
    if (isOver()) return expired(rules, freeze);
    await armAll(on, await readPlanned(ledger, run, freeze), until);
    const actions = await readPlanned(ledger, run, freeze);
    const before = actions.filter(({ does }) => does === 'preExec');
    let isUnwanted = false;
    const look = async (one: ActionRun) => {
      const row = await runCommand(on, one, { until, armedKeys: armedIn(actions, one) });
      // Who cancels wants the application back now, and not once a long command has ended.
      if (!isDone(row)) isUnwanted ||= isToEnd(await readBackup(ledger, run));
      return row;
    };
    const isOut = () => isOver() || isUnwanted || remainingMs() < RESERVE_MS;
    for (const runs of inTurn(before)) {
      const rows = await followActions(on, runs, { look, isDone, isOut });
      if (!rows && !isOver()) return waiting(0);
      const isEndedForThaw = (one: ActionRun) => {
        return one.outcome === 'TimedOut' && isLimitedByThaw(one, timeoutOf(actionOf(rules, one)), until);
      };
      if (rows?.some(isEndedForThaw) && rules.onMaxFreeze === 'continue') return branch('thaw');
      // What failed by itself may be seen so late that the deadline is over: it is the cause all the same.
      if (isOver())
        await judge(
          on,
          (rows ?? []).filter((one) => one.startedAt !== undefined && !isEndedForThaw(one)),
        );
      if (isOver()) return expired(rules, freeze);
      await judge(on, rows ?? []);
    }
    return done({ containers: new Set(before.map(containerKeyOf)).size });
  });
}

/** The next Task obeys. */
function isToEnd({ abort, cancelRequestedAt }: BackupOperation): boolean {
  return abort !== undefined || cancelRequestedAt !== undefined;
}

/** It has ended, or holds what it took. */
function isDone({ phase }: ActionRun): boolean {
  return phase === 'Ended' || phase === 'Holding';
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

/** What would thaw the container of a command, whatever becomes of us. */
function armedIn(actions: readonly ActionRun[], action: ActionRun): string[] {
  const within = actions.filter((one) => containerKeyOf(one) === containerKeyOf(action));
  return within.flatMap(({ armed, key }) => (armed ? key : []));
}

async function armAll(on: On, actions: readonly ActionRun[], until: string): Promise<void> {
  const thaws = actions.filter(({ does, phase }) => does !== 'preExec' && phase === 'Pending');
  const ofContainers = Map.groupBy(inTurn(thaws).flat(), containerKeyOf);
  const placed = [...ofContainers.values()].flatMap((ones) => ones.map((one, place) => ({ one, place })));
  const unarmed: string[] = [];
  await inParallel(placed, CONTAINERS_AT_ONCE, async ({ one, place }) => {
    const undoes = one.does === 'undo' ? undoneBy(actions, one)?.key : undefined;
    const why = await arm(on, one, { until, place, undoes });
    if (why) unarmed.push(`${placeOf(one)} has no timer that would run it at the deadline: ${why}`);
  });
  const { ledger } = on.services;
  if (unarmed.length > 0) await warn(ledger, await readBackup(ledger, on.run), unarmed.slice(0, 20));
}

function expired({ onMaxFreeze }: BackupRules, { until }: Freeze): StepResult {
  if (onMaxFreeze === 'continue') return branch('thaw');
  throw new Fault('thaw.expired', `the applications were not quiet by ${until}, when they are to thaw (maxFreeze)`);
}

/** @throws Fault Permanent `rule.failed`, `rule.timed_out`, `rule.outcome_unknown` of the first that matters */
async function judge({ services: { ledger }, run, rules }: On, rows: readonly ActionRun[]): Promise<void> {
  const failed = rows.filter(({ outcome }) => outcome !== undefined && outcome !== 'Succeeded');
  const [first] = failed;
  if (!first) return;
  if (actionOf(rules, first).onError === 'fail') throw faultOf(first);
  await warn(
    ledger,
    await readBackup(ledger, run),
    failed.slice(0, 20).map((one) => faultOf(one).message),
  );
}
