import { type ActionRun, actionOf } from '../../domain/rule/action-run.ts';
import { type Ended, endCommand, readEnded } from '../../domain/rule/detached-action.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { advance, endAction, endByExit, execFor, lastOf, type On } from './exec-action.ts';
import { KILL_SECONDS } from './run-command.ts';

/** Of one that does not answer. */
const RELEASE_SECONDS = 60;

/**
 * How a command that has not ended is let go once the volumes are cut, or will not be: a background one is released, or has let go by
 * itself before; any other is ended. One that nobody can reach is left to its deadline.
 * @param armedKeys of the thaws in its container: one that is about to begin there, by another delivery, does not any more
 */
export async function releaseCommand(on: On, action: ActionRun, armedKeys: readonly string[]): Promise<ActionRun> {
  const { clock } = on.services;
  const row = action.releasedAt ? action : await advance(on, action, { releasedAt: isoNow(clock) });
  if (row.phase === 'Ended') return row;
  const { background } = actionOf(on.rules, row);
  const command = endCommand(row.key, { waitSeconds: background ? KILL_SECONDS : 0, kill: true, armedKeys });
  const answered = await execFor(on, row, command, KILL_SECONDS + 5);
  if ('gone' in answered) return await endAction(on, row, 'PodGone', { message: answered.gone });
  const said = 'ran' in answered ? readEnded(answered.ran.stdout) : undefined;
  if (said?.state === 'ended') return await (row.heldAt ? tellEnd(on, row, said) : tellStopped(on, row, said));
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
  if (said.how === 'overdue') {
    const message = `its time was over, and it was ended${lastOf(said.output)}`;
    return await endAction(on, row, 'TimedOut', { exitCode: said.exitCode, output: said.output, message });
  }
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
    overdue: `it did not wait for the cut in its time, and was ended${lastOf(output)}`,
    killed: `it did not end within ${KILL_SECONDS} s after its release, and was ended`,
  };
  const failed = how === 'expired' ? 'TimedOut' : 'Failed';
  const outcome = how === 'released' && !hasFailed ? 'Succeeded' : failed;
  return await endAction(on, row, outcome, { exitCode, output, message: ends[how] });
}
