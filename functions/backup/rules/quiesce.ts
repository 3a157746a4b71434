import { Fault } from '../../domain/errors.ts';
import type { BackupOperation } from '../../domain/operation/operation.ts';
import { branch, done, type StepResult, waiting } from '../../domain/operation/step-result.ts';
import { type ActionRun, actionOf, armedIn, containerKeyOf, inTurn, timeoutOf } from '../../domain/rule/action-run.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import { hasExpired, isLimitedByThaw } from '../../domain/rule/freeze.ts';
import type { On } from './exec-action.ts';
import { followActions, RESERVE_MS } from './follow-actions.ts';
import { faultOf, readBackup, warn } from './record.ts';
import { runCommand } from './run-command.ts';

interface Quiescing {
  /** All of the freeze, with its timers armed. */
  actions: readonly ActionRun[];
  until: string;
  remainingMs(): number;
}

/**
 * Runs the commands before the cut: each in all of its containers, before the next one.
 * @throws Fault Permanent `rule.failed`, `rule.timed_out`, `rule.interrupted`, `rule.outcome_unknown` of the first that matters;
 *   `thaw.expired`
 */
export async function quiesce(on: On, { actions, until, remainingMs }: Quiescing): Promise<StepResult> {
  const { rules, run, services } = on;
  const { clock, ledger } = services;
  const before = actions.filter(({ does }) => does === 'preExec');
  const isOver = () => hasExpired({ until }, clock.now());
  const isEndedForThaw = (one: ActionRun) =>
    one.outcome === 'TimedOut' && isLimitedByThaw(one, timeoutOf(actionOf(rules, one)), until);
  let isUnwanted = false;
  let failed: ActionRun | undefined;
  const look = async (one: ActionRun) => {
    const row = await runCommand(on, one, { until, armedKeys: armedIn(actions, one) });
    // Who cancels wants the application back now, and not once a long command has ended.
    if (!isDone(row)) isUnwanted ||= isToEnd(await readBackup(ledger, run));
    // With it the backup fails: the others are not waited for while their applications stand still.
    if (isFailure(row) && !isEndedForThaw(row) && actionOf(rules, row).onError === 'fail') failed ??= row;
    return row;
  };
  const isOut = () => isOver() || isUnwanted || failed !== undefined || remainingMs() < RESERVE_MS;
  for (const runs of inTurn(before)) {
    const rows = await followActions(on, runs, { look, isDone, isOut });
    if (!rows && failed) throw faultOf(failed);
    if (!rows) return isOver() ? expired(rules, until) : waiting(0);
    if (rows.some(isEndedForThaw) && rules.onMaxFreeze === 'continue') return branch('thaw');
    // What failed by itself may be seen so late that the deadline is over: it is the cause all the same.
    const byThemselves = rows.filter((one) => one.startedAt !== undefined && !isEndedForThaw(one));
    await judge(on, isOver() ? byThemselves : rows);
    if (isOver()) return expired(rules, until);
  }
  return done({ containers: new Set(before.map(containerKeyOf)).size });
}

/** The next Task obeys. */
function isToEnd({ abort, cancelRequestedAt }: BackupOperation): boolean {
  return abort !== undefined || cancelRequestedAt !== undefined;
}

/** It has ended, or holds what it took. */
function isDone({ phase }: ActionRun): boolean {
  return phase === 'Ended' || phase === 'Holding';
}

function isFailure({ outcome }: ActionRun): boolean {
  return outcome !== undefined && outcome !== 'Succeeded';
}

/** The deadline came before everything stood still. @throws Fault Permanent `thaw.expired`, unless the backup goes on */
export function expired({ onMaxFreeze }: BackupRules, until: string): StepResult {
  if (onMaxFreeze === 'continue') return branch('thaw');
  throw new Fault('thaw.expired', `the applications were not quiet by ${until}, when they are to thaw (maxFreeze)`);
}

/** @throws Fault Permanent `rule.failed`, `rule.timed_out`, `rule.outcome_unknown` of the first that matters */
async function judge({ services: { ledger }, run, rules }: On, rows: readonly ActionRun[]): Promise<void> {
  const failed = rows.filter(isFailure);
  const [first] = failed;
  if (!first) return;
  if (actionOf(rules, first).onError === 'fail') throw faultOf(first);
  await warn(
    ledger,
    await readBackup(ledger, run),
    failed.slice(0, 20).map((one) => faultOf(one).message),
  );
}
