import { failureOf } from '../../domain/errors.ts';
import type { ActionRun } from '../../domain/rule/action-run.ts';
import { type Freeze, openFreeze, secondsFrozen, secondsWithin, withFreeze } from '../../domain/rule/freeze.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { On } from './exec-action.ts';
import { firstOf, judgeFreeze, spanOf } from './judge-freeze.ts';
import { readBackup, update, warn } from './record.ts';

/** Closes the freeze on the record: how long, thawed by whom, and why the backup fails for it, if it does. */
export async function endFreeze(
  { services, run, rules }: On,
  group: number,
  actions: readonly ActionRun[],
): Promise<void> {
  const { clock, ledger } = services;
  const operation = await readBackup(ledger, run);
  const open = openFreeze(operation);
  // Another delivery has done it.
  if (open?.group !== group) return;
  const endedAt = isoNow(clock);
  const { fault, lenient, ...verdict } = judgeFreeze(rules, open, actions, endedAt);
  const freeze: Freeze = {
    ...open,
    ...firstOf(actions),
    ...verdict,
    ...(fault ? { error: failureOf(fault) } : {}),
    endedAt,
  };
  const commandSeconds = secondsWithin(freeze, actions.flatMap(spanOf));
  const { crashConsistent, thawFailed } = verdict;
  // How long one stood still that nobody has thawed, nobody knows.
  const measured = thawFailed ? {} : { seconds: secondsFrozen(freeze), commandSeconds };
  const type = thawFailed ? 'ThawFailed' : 'ApplicationThawed';
  await ledger.appendEvent(run.operationId, { type, message: thawFailed ?? sentenceOf(freeze) });
  const closed = await update(ledger, run, { freezes: withFreeze(operation, { ...freeze, ...measured }) });
  // Where another failure came first, that is the error.
  const hidden = operation.error && fault?.code === 'rule.thaw_failed' ? [fault.message] : [];
  const told = [...hidden, ...lenient, ...(crashConsistent ? [crashConsistent] : [])];
  const ofError = operation.error?.message ?? fault?.message;
  await warn(ledger, closed, told.filter((one) => one !== ofError).slice(0, 20));
}

function sentenceOf(freeze: Freeze): string {
  const stoodStill = `${freeze.namespaces.join(', ')} stood still for ${secondsFrozen(freeze)} s`;
  if (freeze.thawedBy === undefined) return `${stoodStill}; its pods went away, or had nothing to run`;
  return `${stoodStill}; thawed by ${freeze.thawedBy === 'timer' ? 'the timer in its containers' : 'post-exec'}`;
}
