import { type ActionRun, actionOf, containerKeyOf, inTurn, placeOf, undoneBy } from '../../domain/rule/action-run.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import type { On } from './exec-action.ts';
import { CONTAINERS_AT_ONCE } from './follow-actions.ts';
import { readBackup, warn } from './record.ts';
import { arm } from './thaw.ts';

/** Arms in each container the timers that thaw it at the deadline, one for each of its thaws. May run again. */
export async function armAll(on: On, actions: readonly ActionRun[], until: string): Promise<void> {
  const thaws = actions.filter(({ does, phase }) => does !== 'preExec' && phase === 'Pending');
  const ofContainers = Map.groupBy(inTurn(thaws).flat(), containerKeyOf);
  const placed = [...ofContainers.values()].flatMap((ones) => ones.map((one, place) => ({ one, place })));
  const unarmed: string[] = [];
  await inParallel(placed, CONTAINERS_AT_ONCE, async ({ one, place }) => {
    const undoes = one.does === 'undo' ? undoneBy(actions, one)?.key : undefined;
    const after = actions.filter(
      (other) => holdsUntilDeadline(on, other) && containerKeyOf(other) === containerKeyOf(one),
    );
    const why = await arm(on, one, { until, place, undoes, after: after.map(({ key }) => key) });
    if (why) unarmed.push(`${placeOf(one)} has no timer that would run it at the deadline: ${why}`);
  });
  const { ledger } = on.services;
  if (unarmed.length > 0) await warn(ledger, await readBackup(ledger, on.run), unarmed.slice(0, 20));
}

function holdsUntilDeadline({ rules }: On, one: ActionRun): boolean {
  return one.does === 'preExec' && actionOf(rules, one).background;
}
