import { type ActionRun, actionOf, MAX_OUTPUT_BYTES, timeoutOf } from '../../domain/rule/action-run.ts';
import {
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
  endAction,
  execFor,
  LONGEST_LOOK_SECONDS,
  lastOf,
  type On,
  secondsSince,
} from './exec-action.ts';

/** What was claimed by another delivery of the Task may not have been begun yet. */
const BEGUN_SECONDS = 15;
/** Ended, and with all that it has started, within these. */
const KILL_SECONDS = 10;

/**
 * One look at a command before the cut: begun once, then followed until it has ended, or holds what it took. It runs apart from
 * any session, so one that breaks off says nothing of it.
 * @param until when what it holds lets go by itself
 * @returns the row: Started, where it is to be looked at again
 */
export async function runCommand(on: On, action: ActionRun, until: string | undefined): Promise<ActionRun> {
  const { services } = on;
  const spec = actionOf(on.rules, action);
  const timeout = timeoutOf(spec);
  let row = action;
  let answered: Answered;
  const left = Math.max(0, Math.ceil(timeout - secondsSince(services, action)));
  const waitSeconds = Math.min(left, LONGEST_LOOK_SECONDS);
  if (action.phase === 'Pending') {
    const claimed = await services.ledger.updateAction(on.run, action, {
      phase: 'Started',
      startedAt: isoNow(services.clock),
    });
    if (!claimed) return await advance(on, action, {});
    row = claimed;
    answered = await begin(on, row, spec, { until, waitSeconds });
  } else {
    answered = await execFor(on, row, lookCommand(row.key, waitSeconds), waitSeconds);
  }
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('lost' in answered) return secondsSince(services, row) > timeout ? await stop(on, row, timeout) : row;
  return await judge(on, row, spec, readStarted(answered.ran.stdout));
}

async function begin(
  on: On,
  row: ActionRun,
  { background, command }: Action,
  { until, waitSeconds }: { until: string | undefined; waitSeconds: number },
): Promise<Answered> {
  const { clock, ledger } = on.services;
  const untilSeconds = until ? (Date.parse(until) - clock.now().getTime()) / 1000 : 0;
  const deadlineSeconds = Math.max(1, Math.round(background ? untilSeconds : timeoutOf(actionOf(on.rules, row))));
  const asked = { key: row.key, command, deadlineSeconds, waitSeconds, maxOutputBytes: MAX_OUTPUT_BYTES };
  try {
    return await execFor(on, row, startCommand(asked), waitSeconds);
  } catch (thrown) {
    // Nothing has run: it may be begun at the next try.
    await ledger.updateAction(on.run, row, { phase: 'Pending', startedAt: undefined });
    throw thrown;
  }
}

async function judge(on: On, row: ActionRun, spec: Action, said: Started | undefined): Promise<ActionRun> {
  const { services } = on;
  const timeout = timeoutOf(spec);
  if (said?.state === 'waiting') return await advance(on, row, { phase: 'Holding', heldAt: isoNow(services.clock) });
  if (said?.state === 'ended') {
    const { exitCode, output } = said;
    if (spec.background) {
      const message = `it ended with exit code ${exitCode}, and was to wait for the cut${lastOf(output)}`;
      return await endAction(on, row, 'Failed', { exitCode, output, message });
    }
    const message = exitCode === 0 ? undefined : `it ended with exit code ${exitCode}${lastOf(output)}`;
    return await endAction(on, row, exitCode === 0 ? 'Succeeded' : 'Failed', { exitCode, output, message });
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
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('lost' in answered) {
    const message = `it did not end within ${timeout}, and cannot be ended from outside: ${why}; ${answered.lost}`;
    return await endAction(on, row, 'Unknown', { message });
  }
  const { exitCode, stdout, stderr } = answered.ran;
  const output = stdout + stderr;
  const message = exitCode === 0 ? undefined : `it ended with exit code ${exitCode}${lastOf(output)}`;
  return await endAction(on, row, exitCode === 0 ? 'Succeeded' : 'Failed', { exitCode, output, message });
}

/** It has had its time: it is ended, with all that it has started. */
async function stop(on: On, row: ActionRun, timeout: number): Promise<ActionRun> {
  const answered = await execFor(on, row, endCommand(row.key, { waitSeconds: 0, kill: true }), KILL_SECONDS);
  const said = 'ran' in answered ? readEnded(answered.ran.stdout) : undefined;
  const output = said?.state === 'ended' ? said.output : undefined;
  const ended =
    said?.state === 'ended' ? 'it was ended' : 'it could not be ended, and does so by itself half a minute later';
  const message = `it did not come to its end within ${timeout} s; ${ended}${lastOf(output ?? '')}`;
  return await endAction(on, row, 'TimedOut', { output, message });
}

/** How a background command is let go: released in time, or by itself before. */
export async function releaseCommand(on: On, row: ActionRun): Promise<ActionRun> {
  const answered = await execFor(
    on,
    row,
    endCommand(row.key, { waitSeconds: KILL_SECONDS, kill: true }),
    KILL_SECONDS + 5,
  );
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if (!('ran' in answered)) return row;
  const said = readEnded(answered.ran.stdout);
  if (said?.state === 'gone') {
    const message = 'nothing of it is left in the container: it may have let go before everything was cut';
    return await endAction(on, row, 'Unknown', { message });
  }
  if (said?.state !== 'ended') return row;
  const { exitCode, how, output } = said;
  const why = {
    released: exitCode === 0 ? undefined : `after its release it ended with exit code ${exitCode}${lastOf(output)}`,
    expired: 'it let go at the deadline, before it was released',
    early: `it ended with exit code ${exitCode} before it was released${lastOf(output)}`,
    killed: `it did not end within ${KILL_SECONDS} s after its release, and was ended`,
  }[how];
  const outcome = {
    released: exitCode === 0 ? 'Succeeded' : 'Failed',
    expired: 'TimedOut',
    early: 'Failed',
    killed: 'Failed',
  } as const;
  return await endAction(on, row, outcome[how], { exitCode, output, message: why });
}
