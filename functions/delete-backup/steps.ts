import { continueStep } from '../operations/continue-execution.ts';
import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { checkSnapshotDeletions } from './check-snapshot-deletions.ts';
import { cleanUp } from './clean-up.ts';
import { finishDeletion } from './finish-deletion.ts';
import { launchSnapshotDeletions } from './launch-snapshot-deletions.ts';
import { planDeletion } from './plan-deletion.ts';
import { releaseLocalCopies } from './release-local-copies.ts';
import { removeParts } from './remove-parts.ts';
import { removeSeal } from './remove-seal.ts';

/** One deployed function runs the whole machine: it is short, and needs the same rights throughout. */
export function deletionSteps(services: Services) {
  return {
    deleteBackup: dispatch(services, {
      planDeletion,
      removeSeal,
      launchSnapshotDeletions,
      checkSnapshotDeletions,
      removeParts,
      releaseLocalCopies,
      cleanUp,
      finishDeletion,
      continueDeletion: continueStep('delete', 'ContinueDeletion'),
    }),
  };
}
