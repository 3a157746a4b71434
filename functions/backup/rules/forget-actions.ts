import { toFault } from '../../domain/errors.ts';
import { type ActionRun, containerKeyOf } from '../../domain/rule/action-run.ts';
import { forgetCommand } from '../../domain/rule/pod-run.ts';
import { inParallel } from '../../platform/in-parallel.ts';
import { execFor, type On } from './exec-action.ts';
import { CONTAINERS_AT_ONCE } from './follow-actions.ts';

/**
 * Removes what actions have left in their containers, once the record has how each of them ended. A container that cannot be reached
 * keeps a small folder: nobody waits for it, and no backup fails of it.
 */
export async function forgetActions(on: On, actions: readonly ActionRun[], isOut: () => boolean): Promise<void> {
  const there = actions.filter(({ armed, outcome, startedAt }) => {
    return outcome !== 'PodGone' && (startedAt !== undefined || armed !== undefined);
  });
  await inParallel([...Map.groupBy(there, containerKeyOf).values()], CONTAINERS_AT_ONCE, async (ofContainer) => {
    const [one] = ofContainer;
    if (!one || isOut()) return;
    const command = forgetCommand(ofContainer.map(({ key }) => key));
    await execFor(on, one, command, 0).catch((thrown: unknown) => {
      if (toFault(thrown).disposition !== 'Transient') throw thrown;
    });
  });
}
