import { Fault } from '../domain/errors.ts';
import type { BackupOperation, Run } from '../domain/operation/operation.ts';
import { branch, done, type StepResult, waiting } from '../domain/operation/step-result.ts';
import { type ActionRun, armedIn, containerKeyOf, hasNeverBegun, inTurn, undoneBy } from '../domain/rule/action-run.ts';
import { openFreeze, secondsFrozen } from '../domain/rule/freeze.ts';
import { inPhase, namespacesOf } from '../domain/volume/volume-sets.ts';
import { failureOfMachine } from '../platform/finish-step.ts';
import type { Uses } from '../platform/services.ts';
import { type Body, type Step, step } from '../platform/step.ts';
import { endFreeze } from './rules/end-freeze.ts';
import { endNotBegun, type On } from './rules/exec-action.ts';
import { followActions, RESERVE_MS } from './rules/follow-actions.ts';
import { forgetActions } from './rules/forget-actions.ts';
import { releaseNamespaces } from './rules/quiesce-lease.ts';
import { readBackup, readPlanned } from './rules/record.ts';
import { releaseCommand } from './rules/release-command.ts';
import { thaw } from './rules/thaw.ts';
import { withdraw } from './rules/withdraw-undo.ts';

type Dependencies = Uses<'clock' | 'clusters' | 'config' | 'leases' | 'ledger' | 'log'>;

/**
 * Thaws the applications of the freeze group: on every path once pre-exec may have begun, whatever was asked for meanwhile, and
 * before any upload. What has not begun does not any more; background commands are let go, and each thaw runs once. Says on the
 * record how long they stood still, and by whom they were thawed.
 */
export function runPostExecRules(services: Dependencies): Step {
  const { clusters, ledger } = services;
  const body: Body<'backup'> = async ({ operation, run, payload, remainingMs }) => {
    const { rules } = operation.spec;
    const freeze = openFreeze(operation);
    if (rules && freeze) {
      const cluster = await clusters.open(operation.refs.cluster, 'backup');
      const on: On = { services, cluster, run, rules };
      const rows: ActionRun[] = [];
      for (const one of await readPlanned(ledger, run, freeze)) {
        rows.push(one.does === 'preExec' && one.phase === 'Pending' ? await endNotBegun(on, one) : one);
      }
      const isOut = () => remainingMs() < RESERVE_MS;
      const letGo = await releaseAndThaw(on, rows, isOut);
      if (!letGo) return waiting(0);
      const { released, thawed } = letGo;
      const before = rows.filter((one) => one.does === 'preExec' && isEnded(one));
      const actions = [...before, ...released, ...thawed].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      await forgetActions(on, actions, isOut);
      await endFreeze(on, freeze.group, actions);
      const volumes = await ledger.readVolumes(run.operationId);
      await releaseNamespaces(services, operation, namespacesOf(volumes.filter(({ group }) => group === freeze.group)));
    }
    return await goOn(services, run, failureOfMachine(payload) !== undefined);
  };
  return step('backup', 'RunPostExecRules', services, body, { ignoresWishes: true });
}

function isEnded({ phase }: ActionRun): boolean {
  return phase === 'Ended';
}

/**
 * Ends what still runs or holds something, and thaws: each container once nothing of the rules runs in it any more, or a command
 * that comes to its end slowly would take again what was just taken back. A container that does not let go keeps no other one
 * from being thawed. undefined when the function's time is up before.
 */
async function releaseAndThaw(on: On, rows: readonly ActionRun[], isOut: () => boolean) {
  const held = rows.filter((one) => one.does === 'preExec' && !isEnded(one));
  const holding = new Map(held.map((one) => [one.id, containerKeyOf(one)]));
  let isBroken = false;
  const release = async (one: ActionRun) => {
    const row = await releaseCommand(on, one, armedIn(rows, one));
    if (isEnded(row)) holding.delete(row.id);
    return row;
  };
  const releasing = followActions(on, held, { look: release, isDone: isEnded, isOut }).catch((thrown: unknown) => {
    isBroken = true;
    throw thrown;
  });
  const isHeld = (one: ActionRun) => new Set(holding.values()).has(containerKeyOf(one));
  const [released, thawed] = await Promise.allSettled([
    releasing,
    thawInTurn(on, rows, { isHeld, isOut: () => isBroken || isOut() }),
  ]);
  if (released.status === 'rejected') throw released.reason;
  if (thawed.status === 'rejected') throw thawed.reason;
  return released.value && thawed.value ? { released: released.value, thawed: thawed.value } : undefined;
}

/** Each action in all of its containers, before the next one; undefined when it is out of time before. */
async function thawInTurn(
  on: On,
  all: readonly ActionRun[],
  { isHeld, isOut }: { isHeld: (one: ActionRun) => boolean; isOut: () => boolean },
): Promise<ActionRun[] | undefined> {
  const look = async (one: ActionRun) => {
    if (isHeld(one)) return one;
    return await (isOfNoCommand(all, one) ? withdraw : thaw)(on, one);
  };
  const thawed: ActionRun[] = [];
  for (const runs of inTurn(all.filter(({ does }) => does !== 'preExec'))) {
    const rows = await followActions(on, runs, { look, isDone: isEnded, isOut });
    if (!rows) return undefined;
    thawed.push(...rows);
  }
  return thawed;
}

/** An undo of a command that never began would take back what somebody else has done. */
function isOfNoCommand(all: readonly ActionRun[], one: ActionRun): boolean {
  const undone = one.does === 'undo' && one.phase === 'Pending' ? undoneBy(all, one) : undefined;
  return undone !== undefined && hasNeverBegun(undone);
}

/** Where the machine goes: on, to the next group, to what is cut and not kept yet or is not cut yet, or to clean up. */
async function goOn({ ledger }: Dependencies, run: Run, hasFailed: boolean): Promise<StepResult> {
  const operation = await readBackup(ledger, run);
  const counts = countsOf(operation);
  if (operation.error || hasFailed) return { ...done(counts), status: 'failed' };
  const last = operation.freezes?.at(-1);
  if (last?.error) throw new Fault(last.error.code, last.error.message, { disposition: 'Permanent' });
  const volumes = await ledger.readVolumes(run.operationId);
  const uncut = inPhase(volumes, 'Pending', 'SnapshotPending');
  const ofGroup = uncut.filter(({ group }) => group === last?.group);
  if (ofGroup.length > 0 && last?.cutAt === undefined && last?.crashConsistent === undefined) {
    const message = `its execution was lost while ${last?.namespaces.join(', ')} was frozen; the applications were thawed, and ${ofGroup.length} volumes are not cut`;
    throw new Fault('execution.lost', message, { disposition: 'Permanent' });
  }
  if (ofGroup.length > 0) return branch('cut', counts);
  return uncut.length > 0 ? branch('next-group', counts) : done(counts);
}

function countsOf({ freezes = [] }: BackupOperation): Record<string, number> {
  const last = freezes.at(-1);
  return last ? { frozenMs: Math.round(secondsFrozen(last) * 1000) } : {};
}
