import type { ActionRun } from '../../domain/rule/action-run.ts';
import { readWithdrawn, withdrawCommand } from '../../domain/rule/self-thaw.ts';
import { isoNow } from '../../services/clock/clock.ts';
import { advance, endAction, endNotBegun, execFor, type On } from './exec-action.ts';
import { thaw } from './thaw.ts';

/** Of a container that does not answer. */
const ASKED_SECONDS = 60;

/**
 * One look at the undo of a command that never began in its container: it does not run, and its timer is disarmed. Where the timer
 * has thawed before, the record says so.
 */
export async function withdraw(on: On, action: ActionRun): Promise<ActionRun> {
  if (action.armed === undefined) return await endNotBegun(on, action);
  const { clock } = on.services;
  const row = action.releasedAt ? action : await advance(on, action, { releasedAt: isoNow(clock) });
  if (row.phase !== 'Pending') return row;
  const answered = await execFor(on, row, withdrawCommand(row.key), 0);
  // Of a container that does not run any more nothing is left.
  if ('gone' in answered || 'away' in answered) return await endNotBegun(on, row);
  if ('refused' in answered) {
    const message = `the command that it takes back never began, and its timer could not be disarmed: ${answered.refused}`;
    return await (row.armed ? endAction(on, row, 'Failed', { message }) : endNotBegun(on, row));
  }
  const said = 'ran' in answered ? readWithdrawn(answered.ran.stdout) : undefined;
  if (said === 'gone') return await endNotBegun(on, row);
  if (said === 'claimed') return await thaw(on, row);
  if (clock.now().getTime() - Date.parse(row.releasedAt ?? isoNow(clock)) < ASKED_SECONDS * 1000) return row;
  return await endAction(on, row, 'Unknown', {
    message: 'the command that it takes back never began, and nobody could disarm its timer',
  });
}
