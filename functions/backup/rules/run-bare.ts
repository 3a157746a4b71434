import { type ActionRun, actionOf, commandOf, timeoutOf } from '../../domain/rule/action-run.ts';
import { sessionCommand } from '../../domain/rule/pod-run.ts';
import type { Action } from '../../domain/rule/rule-spec.ts';
import {
  type Answered,
  endAction,
  endByExit,
  execFor,
  giveBack,
  KILLED,
  LONGEST_LOOK_SECONDS,
  lastOf,
  type On,
  secondsSince,
} from './exec-action.ts';

/** In a container that nothing can be written in, a command lasts as long as its session: so long at most, whatever its timeout. */
export function secondsInSession(spec: Action): number {
  return Math.min(timeoutOf(spec), LONGEST_LOOK_SECONDS);
}

export async function runInSession(on: On, row: ActionRun, seconds: number): Promise<Answered> {
  const command = commandOf(actionOf(on.rules, row), row.does);
  return await execFor(on, row, sessionCommand(row.key, command, seconds), seconds);
}

/**
 * A command before the cut, where nothing can be written. Nobody can wait in such a container.
 * @param most how long it may take, before the application is to thaw
 */
export async function runBare(on: On, row: ActionRun, why: string, most: number): Promise<ActionRun> {
  const spec = actionOf(on.rules, row);
  if (spec.background) {
    const message = `no command can wait in the container: ${why}`;
    return await endAction(on, row, 'Failed', { message, startedAt: undefined });
  }
  const seconds = Math.min(secondsInSession(spec), most);
  const answered = await runInSession(on, row, seconds).catch(async (thrown: unknown) => {
    await giveBack(on, row);
    throw thrown;
  });
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('away' in answered) return await endAction(on, row, 'PodGone', { message: answered.away });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('lost' in answered) {
    const message = `nobody knows how it ended, and nothing of it can be kept in the container: ${why}; ${answered.lost}`;
    return await endAction(on, row, 'Unknown', { message });
  }
  const { exitCode, stdout } = answered.ran;
  if (!KILLED.has(exitCode) || secondsSince(on.services, row) < seconds) {
    return await endByExit(on, row, { exitCode, output: stdout });
  }
  const message = `it did not come to its end within ${seconds} s, which is all that it has in a container where nothing can be kept (${why}); it was ended${lastOf(stdout)}`;
  return await endAction(on, row, 'TimedOut', { exitCode, output: stdout, message });
}

/** A timer is armed in its container, which takes back what it finds to have begun. */
export async function refuse(on: On, row: ActionRun, why: string): Promise<ActionRun> {
  const message = `it was not begun, for nothing could be written in the container any more: ${why}`;
  return await endAction(on, row, 'Failed', { message, startedAt: undefined });
}
