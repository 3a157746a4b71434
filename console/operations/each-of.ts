import { notifyFailure } from '../app/notices.tsx';
import type { useAction } from '../parts/use-action.ts';
import { ACTS } from '../words/acts.ts';
import type { Act } from './act.ts';
import type { Summary } from './columns.tsx';

/** The API takes 50 requests a second of all people together. */
const AT_ONCE = 4;

interface Outcome {
  operation: Summary;
  error: unknown;
}

/** The same for several operations, with one result each. */
export async function eachOf(
  chosen: readonly Summary[],
  perform: (operation: Summary) => Promise<unknown>,
  run: ReturnType<typeof useAction>['run'],
  what: Act,
): Promise<readonly Outcome[]> {
  const failed: Outcome[] = [];
  const waiting = [...chosen];
  const work = async () => {
    for (let operation = waiting.shift(); operation; operation = waiting.shift()) {
      await perform(operation).catch((error: unknown) => failed.push({ operation: operation as Summary, error }));
    }
  };
  const { taken, done } = ACTS[what];
  await run(
    async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      if (failed.length === chosen.length) throw failed[0]?.error;
    },
    {
      taken: taken(chosen.length),
      done: () => done(chosen.length - failed.length),
      changes: ['backups', 'restores', 'operations', 'operation'],
    },
  );
  if (failed.length < chosen.length) for (const { error } of failed) notifyFailure(error);
  return failed;
}
