import { continueStep } from '../operations/continue-execution.ts';
import { dispatch } from '../platform/dispatch.ts';
import type { Services } from '../platform/services.ts';
import { adoptSnapshots } from './adopt-snapshots.ts';
import { beginRepositories } from './begin-repositories.ts';
import { checkOffloads } from './check-offloads.ts';
import { checkPrerequisites } from './check-prerequisites.ts';
import { checkSnapshotsReady } from './check-snapshots-ready.ts';
import { cleanUp } from './clean-up.ts';
import { collectResources } from './collect-resources.ts';
import { createSnapshots } from './create-snapshots.ts';
import { finishBackup } from './finish-backup.ts';
import { launchOffloads } from './launch-offloads.ts';
import { makeRoom } from './make-room.ts';
import { planBackup } from './plan-backup.ts';
import { retainSnapshots } from './retain-snapshots.ts';
import { runPostExecRules } from './run-post-exec-rules.ts';
import { runPreExecRules } from './run-pre-exec-rules.ts';
import { sealBackup } from './seal-backup.ts';

/** Deployed function by deployed function, the steps that it runs: one per concern, so that IAM stays narrow. */
export function backupSteps(services: Services) {
  return {
    plan: dispatch(services, { planBackup }),
    rules: dispatch(services, { runPreExecRules, runPostExecRules }),
    snapshots: dispatch(services, {
      checkPrerequisites,
      makeRoom,
      createSnapshots,
      retainSnapshots,
      checkSnapshotsReady,
      adoptSnapshots,
    }),
    offload: dispatch(services, { beginRepositories, launchOffloads, checkOffloads }),
    records: dispatch(services, {
      collectResources,
      sealBackup,
      cleanUp,
      finishBackup,
      continueBackup: continueStep('backup', 'ContinueBackup'),
    }),
  };
}
