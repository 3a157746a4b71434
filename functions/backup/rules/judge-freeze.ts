import { nobodyFrozen } from '../../domain/backup/rule-warnings.ts';
import { Fault } from '../../domain/errors.ts';
import { type ActionRun, actionOf } from '../../domain/rule/action-run.ts';
import type { BackupRules } from '../../domain/rule/backup-rules.ts';
import { type Freeze, isNearThaw, type Span } from '../../domain/rule/freeze.ts';
import { faultOf } from './record.ts';

/** What its record says of it, and the backup. */
interface Verdict extends Pick<Freeze, 'crashConsistent' | 'thawedAt' | 'thawedBy' | 'thawFailed'> {
  /** Why the backup fails, as far as it is for this freeze. */
  fault?: Fault;
  /** What went wrong and may, as its actions say. */
  lenient: string[];
}

/** What has become of a freeze of which every action has ended. */
export function judgeFreeze(rules: BackupRules, open: Freeze, actions: readonly ActionRun[], endedAt: string): Verdict {
  const isSerious = (one: ActionRun) => actionOf(rules, one).onError === 'fail';
  const { failed, held, lost, thaws } = sorted(actions);
  const late = whyExpired(open, endedAt);
  const thawFailed = failed.length > 0 ? whyUnthawed(failed, isSerious) : undefined;
  const faults = [
    ...(failed.some(isSerious) ? [new Fault('rule.thaw_failed', `${thawFailed}; look at the application now`)] : []),
    // Who went away did not come to the deadline, and may be why the others did.
    ...lost.filter(isSerious).map(faultOf),
    ...(late && rules.onMaxFreeze === 'fail' ? [new Fault('thaw.expired', late)] : []),
  ];
  const crashConsistent =
    (rules.onMaxFreeze === 'continue' ? late : undefined) ??
    [...lost, ...unheard(open, actions, isSerious)].map((one) => faultOf(one).message)[0] ??
    (open.actions === 0 ? nobodyFrozen(open.namespaces) : undefined);
  const letGo = [...thaws, ...held];
  // A command may leave nothing to be thawed.
  const hasThawed = letGo.length === 0 ? open.actions !== 0 : letGo.some(({ outcome }) => !isAway(outcome));
  const byTimer =
    thaws.some(({ thawedBy }) => thawedBy === 'timer') || held.some(({ outcome }) => outcome === 'TimedOut');
  const thawedAt = lastEndOf(letGo) ?? endedAt;
  return {
    ...(thawFailed ? { thawFailed } : {}),
    ...(!thawFailed && hasThawed ? { thawedAt, thawedBy: byTimer ? 'timer' : 'us' } : {}),
    ...(crashConsistent ? { crashConsistent } : {}),
    ...(faults[0] ? { fault: faults[0] } : {}),
    lenient: [...failed, ...lost].filter((one) => !isSerious(one)).map((one) => faultOf(one).message),
  };
}

function sorted(actions: readonly ActionRun[]) {
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
  return { failed, held, lost, thaws };
}

function whyUnthawed(failed: readonly ActionRun[], isSerious: (one: ActionRun) => boolean): string {
  const said = failed
    .toSorted((a, b) => Number(isSerious(b)) - Number(isSerious(a)))
    .slice(0, 5)
    .map((one) => faultOf(one).message);
  return said.join('; ');
}

/** Commands before the cut that failed and may: the backup has gone on to the cut without them. */
function unheard({ cutAt }: Freeze, actions: readonly ActionRun[], isSerious: (one: ActionRun) => boolean) {
  const missed = actions.filter(({ does, outcome = 'Succeeded' }) => does === 'preExec' && !AS_WISHED.has(outcome));
  return cutAt ? missed.filter((one) => !isSerious(one)) : [];
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
export function firstOf(actions: readonly ActionRun[]): Pick<Freeze, 'startedAt'> {
  const begun = actions.flatMap(({ does, startedAt }) => (does === 'preExec' && startedAt ? startedAt : []));
  const [startedAt] = begun.toSorted();
  return startedAt ? { startedAt } : {};
}

/** A background command has taken what it needs once it holds; what it does once it is let go is its own again. */
export function spanOf({ startedAt, heldAt, releasedAt, endedAt }: ActionRun): Span[] {
  const to = heldAt ?? endedAt;
  const taking = startedAt && to ? [{ from: startedAt, to }] : [];
  return heldAt && releasedAt && endedAt ? [...taking, { from: releasedAt, to: endedAt }] : taking;
}
