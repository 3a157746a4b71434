import { Fault } from '../domain/errors.ts';
import type { BackupOperation } from '../domain/operation/operation.ts';
import { branch, done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { type ActionRun, actionOf, inTurn, placeOf } from '../domain/rule/action-run.ts';
import type { BackupRules } from '../domain/rule/backup-rules.ts';
import { type Freeze, hasExpired, openFreeze, withFreeze, withNewFreeze } from '../domain/rule/freeze.ts';
import type { VolumeRow } from '../domain/volume/volume.ts';
import { currentGroup, inPhase, inScope, namespacesOf } from '../domain/volume/volume-sets.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { Uses } from '../platform/services.ts';
import { type Step, step } from '../platform/step.ts';
import type { On } from './rules/exec-action.ts';
import { findTargets, planActions } from './rules/plan-actions.ts';
import { takeNamespaces } from './rules/quiesce-lease.ts';
import { faultOf, readBackup, update, warn } from './rules/record.ts';
import { runCommand } from './rules/run-command.ts';
import { arm } from './rules/thaw.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>;

/** Containers at once, in each of which one session runs. */
export const CONTAINERS_AT_ONCE = 8;
/** Of the function's time: the longest look at a command, and the way there. */
export const RESERVE_MS = 60_000;

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
    const { freeze, actions: planned } = await plan(on, group, volumes);
    const { until } = freeze;
    if (until === undefined) return done();
    if (hasExpired(freeze, clock.now())) return expired(rules, freeze);
    await armAll(on, planned, until);
    const actions = (await ledger.readActions(run.operationId, group.number)).slice(0, planned.length);
    const before = actions.filter(({ does }) => does === 'preExec');
    const fenceOf = (one: ActionRun) => ({ until, armedKeys: armedIn(actions, one) });

    for (const runs of inTurn(before)) {
      let rows = runs;
      while (rows.some(isUnderWay)) {
        if (remainingMs() < RESERVE_MS) return waiting(0);
        if (hasExpired(freeze, clock.now())) return expired(rules, freeze);
        const next: ActionRun[] = [];
        await inParallel(rows, CONTAINERS_AT_ONCE, async (one) => {
          next.push(isUnderWay(one) ? await runCommand(on, one, fenceOf(one)) : one);
        });
        rows = next;
        if (rows.some(isUnderWay)) await clock.sleep(200);
      }
      if (hasExpired(freeze, clock.now())) return expired(rules, freeze);
      await judge(on, rows);
    }
    return done({ containers: new Set(before.map(({ podUid, container }) => `${podUid}/${container}`)).size });
  });
}

function isUnderWay({ phase }: ActionRun): boolean {
  return phase === 'Pending' || phase === 'Started';
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

/** The freeze and all that is to run in it: of the pods that run when it begins, once. */
async function plan(
  on: On,
  group: Group,
  volumes: readonly VolumeRow[],
): Promise<{ freeze: Freeze; actions: ActionRun[] }> {
  const { run, rules, cluster, services } = on;
  const { clock, ledger } = services;
  const { number } = group;
  let operation = await readBackup(ledger, run);
  const open = openFreeze(operation);
  if (open?.actions !== undefined) {
    return { freeze: open, actions: (await ledger.readActions(run.operationId, number)).slice(0, open.actions) };
  }
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
  const freeze = freezes?.at(-1) ?? { ...begun, ...changes };
  return { freeze, actions: (await ledger.readActions(run.operationId, number)).slice(0, planned.length) };
}

/** What would thaw the container of a command, whatever becomes of us. */
function armedIn(actions: readonly ActionRun[], { podUid, container }: ActionRun): string[] {
  const within = actions.filter((one) => one.podUid === podUid && one.container === container);
  return within.flatMap(({ armed, key }) => (armed ? key : []));
}

async function armAll(on: On, actions: readonly ActionRun[], until: string): Promise<void> {
  const thaws = actions.filter(({ does, phase }) => does !== 'preExec' && phase === 'Pending');
  const ofContainers = Map.groupBy(inTurn(thaws).flat(), ({ podUid, container }) => `${podUid}/${container}`);
  const placed = [...ofContainers.values()].flatMap((ones) => ones.map((one, place) => ({ one, place })));
  const unarmed: string[] = [];
  await inParallel(placed, CONTAINERS_AT_ONCE, async ({ one, place }) => {
    const why = await arm(on, one, until, place);
    if (why) unarmed.push(`${placeOf(one)} has no timer that would run it at the deadline: ${why}`);
  });
  const { ledger } = on.services;
  if (unarmed.length > 0) await warn(ledger, await readBackup(ledger, on.run), unarmed.slice(0, 20));
}

function expired({ onMaxFreeze }: BackupRules, { until }: Freeze): StepResult {
  if (onMaxFreeze === 'continue') return branch('thaw');
  throw new Fault('thaw.expired', `the applications were frozen until ${until} (maxFreeze), before they were quiet`);
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
