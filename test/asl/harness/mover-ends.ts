import type { RunResult } from '../../../simulator/kubelet/run.ts';
import type { Fault } from './faults.ts';
import { MOVED, said } from './kopia.ts';

/**
 * From this state on movers that restore end as `answer` has it; where it has nothing to say, they do their work.
 * @param answer to the mover's number, from 1 over all volumes
 */
export function restoresEnd(
  answer: (mover: number, environment: Record<string, string>) => RunResult | undefined,
): Fault {
  return async ({ turn, next }, { kopia }) => {
    if (turn === 1) {
      let movers = 0;
      kopia.fail = (action, environment) => {
        if (action !== 'restore') return undefined;
        movers += 1;
        return answer(movers, environment);
      };
    }
    return await next();
  };
}

/** The last words of kopia are all that tells one failure from another. */
export function restoreFailed(words: string): RunResult {
  return said(1, { action: 'restore', failed: 'restore', exit: 1, said: words });
}

/** It ends well, and says so, but one file is missing. */
export function restoredAFileLess({ SF_SNAPSHOT: snapshot }: Record<string, string>): RunResult {
  return said(0, { action: 'restore', snapshot, ...MOVED, files: MOVED.files - 1 });
}

export const KILLED_FOR_MEMORY: RunResult = { exitCode: 137, reason: 'OOMKilled' };
