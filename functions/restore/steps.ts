import { continueStep } from '../operations/continue-execution.ts';
import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { checkRestored } from './check-restored.ts';
import { checkRestores } from './check-restores.ts';
import { checkTarget } from './check-target.ts';
import { cleanUp } from './clean-up.ts';
import { createTargetNamespaces } from './create-target-namespaces.ts';
import { finishRestore } from './finish-restore.ts';
import { handOverVolumes } from './hand-over-volumes.ts';
import { launchRestores } from './launch-restores.ts';
import { planRestore } from './plan-restore.ts';
import { restoreResources } from './restore-resources.ts';

/** Deployed function by deployed function, the steps that it runs: one per concern, so that IAM stays narrow. */
export function restoreSteps(services: Services) {
  return {
    restorePlan: dispatch(services, { planRestore, checkTarget }),
    restoreVolumes: dispatch(services, { launchRestores, checkRestores, handOverVolumes }),
    restoreRecords: dispatch(services, {
      createTargetNamespaces,
      restoreResources,
      checkRestored,
      cleanUp,
      finishRestore,
      continueRestore: continueStep('restore', 'ContinueRestore'),
    }),
  };
}
