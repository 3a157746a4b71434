import { type ActionRun, actionOf, commandOf, timeoutOf } from '../../domain/rule/action-run.ts';
import { sessionCommand } from '../../domain/rule/pod-run.ts';
import { type Answered, execFor, LONGEST_LOOK_SECONDS, type On } from './exec-action.ts';

/** In a container that nothing can be written in, a command runs as long as its session. */
export async function runInSession(on: On, row: ActionRun): Promise<Answered> {
  const spec = actionOf(on.rules, row);
  const command = sessionCommand(commandOf(spec, row.does));
  return await execFor(on, row, command, Math.min(timeoutOf(spec), LONGEST_LOOK_SECONDS));
}
