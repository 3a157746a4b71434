import { type ActionRun, actionOf, MAX_OUTPUT_BYTES, timeoutOf } from '../../domain/rule/action-run.ts';
import {
  type Ended,
  endCommand,
  lookCommand,
  readEnded,
  readStarted,
  type Started,
  startCommand,
} from '../../domain/rule/detached-action.ts';
import type { Action } from '../../domain/rule/rule-spec.ts';
import { isoNow } from '../../services/clock/clock.ts';
import {
  type Answered,
  advance,
  claim,
  endAction,
  endByExit,
  execFor,
  giveBack,
  LONGEST_LOOK_SECONDS,
  lastOf,
  type On,
  secondsSince,
} from './exec-action.ts';

/** Of one that does not answer. */
const RELEASE_SECONDS = 60;
/** What was claimed by another delivery of the Task may not have been begun yet. */
const BEGUN_SECONDS = 45;
/** Between two looks at one that runs, and as long until a cancel is seen. */
const LOOK_SECONDS = 5;
/** Before the timers of its container thaw. */
const BEFORE_THAW_SECONDS = 2;
/** Ended, and with all that it has started, within these. */
const KILL_SECONDS = 10;

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
  return await judge(on, row, spec, readStarted(answered.ran.stdout));
}

async function begin(
  on: On,
  row: ActionRun,
  { background, command }: Action,
  { until, armedKeys, waitSeconds }: Fence & { waitSeconds: number },
): Promise<Answered> {
  const { clock } = on.services;
  const untilSeconds = Math.max(1, Math.floor((Date.parse(until) - clock.now().getTime()) / 1000));
  // It has ended when the timers thaw what it froze.
  const killSeconds = Math.max(1, Math.min(timeoutOf(actionOf(on.rules, row)), untilSeconds - BEFORE_THAW_SECONDS));
  const limits = { deadlineSeconds: untilSeconds, killSeconds: background ? untilSeconds + 30 : killSeconds };
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

async function judge(on: On, row: ActionRun, spec: Action, said: Started | undefined): Promise<ActionRun> {
  const { services } = on;
  const timeout = timeoutOf(spec);
  if (said?.state === 'waiting') return await advance(on, row, { phase: 'Holding', heldAt: isoNow(services.clock) });
  if (said?.state === 'ended') {
    if (spec.background) {
      const { exitCode, output } = said;
      const message = `it ended with exit code ${exitCode}, and was to wait for the cut${lastOf(output)}`;
      return await endAction(on, row, 'Failed', { exitCode, output, message });
    }
    return await endByExit(on, row, said);
  }
  if (said?.state === 'thawed') {
    return await endAction(on, row, 'Failed', { message: 'the application had been thawed before it could begin' });
  }
  if (said?.state === 'cannot') return await runBare(on, row, spec, said.why);
  if (said?.state === 'gone' && secondsSince(services, row) > BEGUN_SECONDS) {
    const message = 'it was begun, and nothing of it is left: nobody knows how it ended';
    return await endAction(on, row, 'Unknown', { message });
  }
  // How it ended is told once: another delivery may have heard it.
  if (said?.state === 'gone') return await advance(on, row, {});
  return secondsSince(services, row) >= timeout ? await stop(on, row, timeout) : row;
}

/** In a container that nothing can be written in, a command runs as long as its session. */
async function runBare(
  on: On,
  row: ActionRun,
  { background, command, timeout }: Action,
  why: string,
): Promise<ActionRun> {
  if (background)
    return await endAction(on, row, 'Failed', { message: `no command can wait in the container: ${why}` });
  const waitSeconds = Math.min(timeoutOf(actionOf(on.rules, row)), LONGEST_LOOK_SECONDS);
  const answered = await execFor(on, row, ['sh', '-c', command], waitSeconds);
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('away' in answered) return await endAction(on, row, 'PodGone', { message: answered.away });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('lost' in answered) {
    const message = `it did not end within ${timeout}, and cannot be ended from outside: ${why}; ${answered.lost}`;
    return await endAction(on, row, 'Unknown', { message });
  }
  const { exitCode, stdout, stderr } = answered.ran;
  return await endByExit(on, row, { exitCode, output: stdout + stderr });
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

/**
 * How a command that has not ended is let go once the volumes are cut, or will not be: a background one is released, or has let go by
 * itself before; any other is ended. One that nobody can reach is left to its deadline.
 */
export async function releaseCommand(on: On, action: ActionRun): Promise<ActionRun> {
  const { clock } = on.services;
  const row = action.releasedAt ? action : await advance(on, action, { releasedAt: isoNow(clock) });
  if (row.phase === 'Ended') return row;
  const { background } = actionOf(on.rules, row);
  const command = endCommand(row.key, { waitSeconds: background ? KILL_SECONDS : 0, kill: true });
  const answered = await execFor(on, row, command, KILL_SECONDS + 5);
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  const said = 'ran' in answered ? readEnded(answered.ran.stdout) : undefined;
  if (said?.state === 'ended') return await (background ? tellEnd(on, row, said) : tellStopped(on, row, said));
  if (said?.state === 'gone') {
    const message = 'nothing of it is left in the container: it may have let go before everything was cut';
    return await endAction(on, row, 'Unknown', { message });
  }
  const askedFor = (clock.now().getTime() - Date.parse(row.releasedAt ?? isoNow(clock))) / 1000;
  if (askedFor < RELEASE_SECONDS) return row;
  return await endAction(on, row, 'Unknown', {
    message: 'nobody could release it: it lets go by itself at the deadline',
  });
}

async function tellStopped(on: On, row: ActionRun, said: Extract<Ended, { state: 'ended' }>) {
  if (said.how !== 'killed') return await endByExit(on, row, said);
  const { exitCode, output } = said;
  const message = 'it was still running when the application was to be thawed, and was ended';
  return await endAction(on, row, 'Failed', { exitCode, output, message });
}

async function tellEnd(on: On, row: ActionRun, { exitCode, how, output }: Extract<Ended, { state: 'ended' }>) {
  const hasFailed = exitCode !== 0;
  const ends = {
    released: hasFailed ? `after its release it ended with exit code ${exitCode}${lastOf(output)}` : undefined,
    expired: 'it let go at the deadline, before it was released',
    early: `it ended with exit code ${exitCode} before it was released${lastOf(output)}`,
    killed: `it did not end within ${KILL_SECONDS} s after its release, and was ended`,
  };
  const failed = how === 'expired' ? 'TimedOut' : 'Failed';
  const outcome = how === 'released' && !hasFailed ? 'Succeeded' : failed;
  return await endAction(on, row, outcome, { exitCode, output, message: ends[how] });
}
