import { Fault, failureOf } from '../../domain/errors.ts';
import { type ActionRun, actionOf } from '../../domain/rule/action-run.ts';
import {
  type Freeze,
  isNearThaw,
  openFreeze,
  type Span,
  secondsFrozen,
  secondsWithin,
  withFreeze,
} from '../../domain/rule/freeze.ts';
import { isoNow } from '../../services/clock/clock.ts';
import type { On } from './exec-action.ts';
import { faultOf, readBackup, update, warn } from './record.ts';

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
  const held = actions.filter(({ heldAt }) => heldAt !== undefined);
  const thaws = actions.filter(({ does, outcome }) => does !== 'preExec' && outcome !== 'NotBegun');
  const failed = thaws.filter(({ outcome }) => outcome !== 'Succeeded' && !isAway(outcome));
  // What stood still went, and what came in its place may have written before everything was cut.
  const frozen = new Set(
    actions.flatMap(({ does, startedAt, podUid }) => (does === 'preExec' && startedAt ? podUid : [])),
  );
  const lost = [
    ...held.filter(({ outcome }) => outcome !== 'Succeeded' && outcome !== 'TimedOut'),
    ...thaws.filter(({ outcome, podUid }) => isAway(outcome) && frozen.has(podUid)),
  ];
  const isSerious = (one: ActionRun) => actionOf(rules, one).onError === 'fail';
  const unthawed = failed.filter(isSerious);
  const late = whyExpired(open, endedAt);
  const byTimer =
    thaws.some(({ thawedBy }) => thawedBy === 'timer') || held.some(({ outcome }) => outcome === 'TimedOut');
  const said = failed
    .toSorted((a, b) => Number(isSerious(b)) - Number(isSerious(a)))
    .slice(0, 5)
    .map((one) => faultOf(one).message);
  const faults = [
    ...(unthawed.length > 0 ? [new Fault('rule.thaw_failed', `${said.join('; ')}; look at the application now`)] : []),
    // Who went away did not come to the deadline, and may be why the others did.
    ...lost.filter(isSerious).map(faultOf),
    ...(late && rules.onMaxFreeze === 'fail' ? [new Fault('thaw.expired', late)] : []),
  ];
  const [fault] = faults;
  // The backup has gone on to the cut without them.
  const missed = actions.filter(({ does, outcome = 'Succeeded' }) => does === 'preExec' && !AS_WISHED.has(outcome));
  const unheard = open.cutAt ? missed.filter((one) => !isSerious(one)) : [];
  const nobody = open.actions === 0 ? 'no pod of it had a command to run' : undefined;
  const unquiet =
    (rules.onMaxFreeze === 'continue' ? late : undefined) ??
    [...lost, ...unheard].map((one) => faultOf(one).message)[0] ??
    nobody;
  const freeze: Freeze = {
    ...open,
    ...firstOf(actions),
    ...(failed.length === 0
      ? { thawedAt: lastEndOf([...thaws, ...held]) ?? endedAt, thawedBy: byTimer ? 'timer' : 'us' }
      : { thawFailed: said.join('; ') }),
    ...(unquiet ? { crashConsistent: unquiet } : {}),
    ...(fault ? { error: failureOf(fault) } : {}),
    endedAt,
  };
  const seconds = secondsFrozen(freeze);
  const commandSeconds = secondsWithin(freeze, actions.flatMap(spanOf));
  const by = byTimer ? 'the timer in its containers' : 'post-exec';
  const message = `${freeze.namespaces.join(', ')} stood still for ${seconds} s; thawed by ${by}`;
  const type = failed.length > 0 ? 'ThawFailed' : 'ApplicationThawed';
  await ledger.appendEvent(run.operationId, { type, message: freeze.thawFailed ?? message });
  const closed = await update(ledger, run, {
    freezes: withFreeze(operation, { ...freeze, seconds, commandSeconds }),
  });
  const lenient = [...failed, ...lost].filter((one) => !isSerious(one)).map((one) => faultOf(one).message);
  const told = [...lenient, ...(freeze.crashConsistent ? [freeze.crashConsistent] : [])];
  await warn(ledger, closed, told.filter((one) => one !== fault?.message).slice(0, 20));
}

/** Who comes to close a freeze may come long after the timers. */
function lastEndOf(actions: readonly ActionRun[]): string | undefined {
  return actions
    .flatMap((one) => one.endedAt ?? [])
    .toSorted()
    .at(-1);
}

/** It has ended well, or was not to run any more. */
const AS_WISHED: ReadonlySet<ActionRun['outcome']> = new Set(['Succeeded', 'NotBegun']);

function isAway(outcome: ActionRun['outcome']): boolean {
  return outcome === 'PodGone' || outcome === 'ContainerAnew';
}

/** Whoever thawed: at the deadline every timer has, or may have. What was not seen to be cut by then may be of an application that ran. */
function whyExpired({ cutAt, until }: Freeze, endedAt: string): string | undefined {
  if (until === undefined) return undefined;
  if (cutAt ? cutAt < until : !isNearThaw(until, endedAt)) return undefined;
  return `the applications were to thaw at ${until} (maxFreeze), before all of the volumes were cut`;
}

/** When the first command before the cut began; absent where none has. */
function firstOf(actions: readonly ActionRun[]): Pick<Freeze, 'startedAt'> {
  const begun = actions.flatMap(({ does, startedAt }) => (does === 'preExec' && startedAt ? startedAt : []));
  const [startedAt] = begun.toSorted();
  return startedAt ? { startedAt } : {};
}

/** A background command has taken what it needs once it holds; what it does once it is let go is its own again. */
function spanOf({ startedAt, heldAt, releasedAt, endedAt }: ActionRun): Span[] {
  const to = heldAt ?? endedAt;
  const taking = startedAt && to ? [{ from: startedAt, to }] : [];
  return heldAt && releasedAt && endedAt ? [...taking, { from: releasedAt, to: endedAt }] : taking;
}
