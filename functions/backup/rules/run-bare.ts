import { type ActionRun, actionOf, commandOf, timeoutOf } from '../../domain/rule/action-run.ts';
import { sessionCommand } from '../../domain/rule/pod-run.ts';
import { type Answered, endAction, endByExit, execFor, LONGEST_LOOK_SECONDS, type On } from './exec-action.ts';

/** In a container that nothing can be written in, a command runs as long as its session. */
export async function runInSession(on: On, row: ActionRun): Promise<Answered> {
  const spec = actionOf(on.rules, row);
  const command = sessionCommand(commandOf(spec, row.does));
  return await execFor(on, row, command, Math.min(timeoutOf(spec), LONGEST_LOOK_SECONDS));
}

/** A command before the cut, where nothing can be written. Nobody can wait in such a container, nor end what hangs. */
export async function runBare(on: On, row: ActionRun, why: string): Promise<ActionRun> {
  const { background, timeout } = actionOf(on.rules, row);
  if (background) {
    const message = `no command can wait in the container: ${why}`;
    return await endAction(on, row, 'Failed', { message, startedAt: undefined });
  }
  const answered = await runInSession(on, row);
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  if ('away' in answered) return await endAction(on, row, 'PodGone', { message: answered.away });
  if ('refused' in answered) return await endAction(on, row, 'Failed', { message: answered.refused });
  if ('lost' in answered) {
    const message = `it did not end within ${timeout}, and cannot be ended from outside: ${why}; ${answered.lost}`;
    return await endAction(on, row, 'Unknown', { message });
  }
  const { exitCode, stdout } = answered.ran;
  return await endByExit(on, row, { exitCode, output: stdout });
}

/** A timer is armed in its container, which takes back what it finds to have begun. */
export async function refuse(on: On, row: ActionRun, why: string): Promise<ActionRun> {
  const message = `it was not begun, for nothing could be written in the container any more: ${why}`;
  return await endAction(on, row, 'Failed', { message, startedAt: undefined });
}
