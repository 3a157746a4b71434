import { type ActionRun, actionOf, timeoutOf } from '../../domain/rule/action-run.ts';
import { MAX_OUTPUT_BYTES } from '../../domain/rule/command-output.ts';
import {
  endCommand,
  lookCommand,
  readEnded,
  readStarted,
  type Started,
  startCommand,
} from '../../domain/rule/detached-action.ts';
import { BEFORE_THAW_SECONDS, isLimitedByThaw, isNearThaw } from '../../domain/rule/freeze.ts';
import type { Action } from '../../domain/rule/rule-spec.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { POD } from '../../services/cluster/kinds.ts';
import {
  type Answered,
  advance,
  claim,
  endAction,
  endByExit,
  execFor,
  giveBack,
  KILLED,
  lastOf,
  type On,
  secondsSince,
} from './exec-action.ts';
import { refuse, runBare } from './run-bare.ts';

/** What was claimed by another delivery of the Task may not have been begun yet. */
const BEGUN_SECONDS = 45;
/** Between two looks at one that runs, and as long until a cancel is seen. */
const LOOK_SECONDS = 5;
/** Ended, and with all that it has started, within these. */
export const KILL_SECONDS = 10;

export interface Fence {
  /** When the timers thaw. */
  until: string;
  /** Of the thaws that are armed in its container. */
  armedKeys: readonly string[];
}

/**
 * One look at a command before the cut: begun once, then followed until it has ended, or holds what it took. It runs apart from
 * any session, so one that breaks off says nothing of it.
 * @param freeze until when it may run, and what thaws its container
 * @returns the row: Started, where it is to be looked at again
 */
export async function runCommand(on: On, action: ActionRun, freeze: Fence): Promise<ActionRun> {
  const { services } = on;
  const spec = actionOf(on.rules, action);
  const timeout = timeoutOf(spec);
  let row = action;
  let answered: Answered;
  const left = Math.max(0, Math.ceil(timeout - secondsSince(services, action)));
  const waitSeconds = Math.min(left, LOOK_SECONDS);
  if (action.phase === 'Pending') {
    const claimed = await claim(on, action);
    if (!claimed) return await advance(on, action, {});
    row = claimed;
    answered = await begin(on, row, spec, { ...freeze, waitSeconds });
  } else {
    answered = await execFor(on, row, lookCommand(row.key, waitSeconds), waitSeconds);
  }
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('away' in answered) return await comeBack(on, row, action.phase, { timeout, why: answered.away });
  if ('lost' in answered) return secondsSince(services, row) > timeout ? await stop(on, row, timeout) : row;
  return await judge(
    on,
    row,
    { spec, until: freeze.until, isFenced: freeze.armedKeys.length > 0 },
    readStarted(answered.ran.stdout),
  );
}

/** What a command has frozen, the timers thaw: it has ended by then. */
function secondsBeforeThaw({ services: { clock } }: On, until: string): number {
  const left = Math.floor((Date.parse(until) - clock.now().getTime()) / 1000);
  return Math.max(1, left - BEFORE_THAW_SECONDS);
}

async function begin(
  on: On,
  row: ActionRun,
  { background, command }: Action,
  { until, armedKeys, waitSeconds }: Fence & { waitSeconds: number },
): Promise<Answered> {
  const { clock } = on.services;
  const untilSeconds = Math.max(1, Math.floor((Date.parse(until) - clock.now().getTime()) / 1000));
  const killSeconds = Math.min(timeoutOf(actionOf(on.rules, row)), secondsBeforeThaw(on, until));
  // What it holds it lets go by itself at the deadline, and may then come to its end.
  const limits = {
    deadlineSeconds: untilSeconds,
    killSeconds: background ? untilSeconds + 30 : killSeconds,
    holdSeconds: killSeconds,
  };
  const asked = { key: row.key, command, ...limits, waitSeconds, maxOutputBytes: MAX_OUTPUT_BYTES, armedKeys };
  try {
    return await execFor(on, row, startCommand(asked), waitSeconds);
  } catch (thrown) {
    await giveBack(on, row);
    throw thrown;
  }
}

/** A container that is between two starts is asked again, until the command has had its time. */
async function comeBack(
  on: On,
  row: ActionRun,
  was: ActionRun['phase'],
  { timeout, why }: { timeout: number; why: string },
): Promise<ActionRun> {
  if (secondsSince(on.services, row) >= timeout) return await endAction(on, row, 'PodGone', { message: why });
  return was === 'Pending' ? await advance(on, row, { phase: 'Pending' }) : row;
}

async function judge(
  on: On,
  row: ActionRun,
  { spec, until, isFenced }: { spec: Action; until: string; isFenced: boolean },
  said: Started | undefined,
): Promise<ActionRun> {
  const { services } = on;
  const timeout = timeoutOf(spec);
  if (said?.state === 'waiting') return await advance(on, row, { phase: 'Holding', heldAt: isoNow(services.clock) });
  if (said?.state === 'ended') return await judgeEnd(on, row, { spec, until }, said);
  if (said?.state === 'thawed') {
    const message = 'the application had been thawed before it could begin';
    return await endAction(on, row, 'Failed', { message, startedAt: undefined });
  }
  if (said?.state === 'cannot' && isFenced) return await refuse(on, row, said.why);
  if (said?.state === 'cannot') return await runBare(on, row, said.why, secondsBeforeThaw(on, until));
  if (said?.state === 'gone' && (await isOtherPod(on, row))) {
    return await endAction(on, row, 'PodGone', { message: 'another pod has its name now: it went with its own' });
  }
  if (said?.state === 'gone' && secondsSince(services, row) > BEGUN_SECONDS) {
    const message = 'it was begun, and nothing of it is left: nobody knows how it ended';
    return await endAction(on, row, 'Unknown', { message });
  }
  // Another delivery of the Task may be about to begin it, or have written how it ended.
  if (said?.state === 'gone') return await advance(on, row, {});
  return secondsSince(services, row) >= timeout ? await stop(on, row, timeout) : row;
}

/** Before the cut: by itself, or since it had no more time. */
async function judgeEnd(
  on: On,
  row: ActionRun,
  { spec, until }: { spec: Action; until: string },
  { exitCode, isOverdue, output }: Extract<Started, { state: 'ended' }>,
): Promise<ActionRun> {
  const timeout = timeoutOf(spec);
  const isForThaw = isLimitedByThaw(row, timeout, until);
  const isOver = isForThaw ? isNearThaw(until, isoNow(on.services.clock)) : secondsSince(on.services, row) >= timeout;
  if (isOverdue || (KILLED.has(exitCode) && isOver)) {
    const why = isForThaw
      ? `it was ended, for the application was to thaw at ${until} (maxFreeze)`
      : `it did not come to its end within ${timeout} s; it was ended`;
    return await endAction(on, row, 'TimedOut', { exitCode, output, message: `${why}${lastOf(output)}` });
  }
  if (!spec.background) return await endByExit(on, row, { exitCode, output });
  const message = `it ended with exit code ${exitCode}, and was to wait for the cut${lastOf(output)}`;
  return await endAction(on, row, 'Failed', { exitCode, output, message });
}

async function isOtherPod({ cluster }: On, { namespace, pod, podUid }: ActionRun): Promise<boolean> {
  const found = await cluster.get(POD, namespace, pod);
  return found?.metadata.uid !== podUid;
}

/** It has had its time: it is ended, with all that it has started. */
async function stop(on: On, row: ActionRun, timeout: number): Promise<ActionRun> {
  const answered = await execFor(on, row, endCommand(row.key, { waitSeconds: 0, kill: true }), KILL_SECONDS);
  const said = 'ran' in answered ? readEnded(answered.ran.stdout) : undefined;
  const output = said?.state === 'ended' ? said.output : undefined;
  const ended = said?.state === 'ended' ? 'it was ended' : 'it ends by itself before the application thaws';
  const message = `it did not come to its end within ${timeout} s; ${ended}${lastOf(output ?? '')}`;
  return await endAction(on, row, 'TimedOut', { output, message });
}
